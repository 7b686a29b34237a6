import { moveDraft } from '../../../actions/draft/move.ts';
import { followedBy } from '../../../actions/draft/newer.ts';
import { type Posted, saveDraft } from '../../../actions/draft/save.ts';
import type { IncidentEdit, Opening } from '../../../actions/publication/publication.ts';
import type { Submission } from '../../../actions/submission/submission.ts';
import { submit } from '../../../actions/submission/submit.ts';
import type { AppContext, RefusedForm } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { internalPartOf } from '../../../domain/room/internal-update.ts';
import { handleForm, text, type Values } from '../../../http/form.ts';
import { normalized } from './submission/normalized.ts';
import { refusedAs } from './submission/refusal.ts';
import { touchPresence } from './submission/resume-draft.ts';
import {
  type About,
  type FormContext,
  formAt,
  idempotencyKeyOf,
  newForm,
  outcomeLink,
  postedIn,
  scheduledTime,
  seenWarningsIn,
} from './submission/submission.ts';

/** Buttons that change the form itself: nothing is submitted. */
const redrawing = new Set(['switch', 'check', 'compose', 'propose']);

/** Buttons that keep the form as a draft. */
const draftActions: Readonly<Record<string, 'save' | 'approval' | 'schedule'>> = {
  save: 'save',
  ask: 'approval',
  schedule: 'schedule',
};

type DraftForm = {
  about: About;
  /** What it publishes, at the given time. Throws where it cannot be published. */
  read: (ctx: FormContext, values: Values) => Promise<Opening | IncidentEdit>;
  /** The form after a button of `redrawing`; by default as it was submitted. */
  redraw?: Readonly<Record<string, (values: Values) => Values | Promise<Values>>>;
  draw: (form: RefusedForm) => Promise<Response>;
  complete?: (values: Values) => Promise<Values>;
};

/** Handles a form that may be kept as a draft. */
export function handleDraftForm(c: AppContext, form: DraftForm): Promise<Response> {
  const { about, redraw, draw, complete = async (values) => values } = form;
  const run = async (values: Values) => {
    const button = text(values, 'do');
    if (redrawing.has(button)) return { redraw: (await redraw?.[button]?.(values)) ?? values };
    if (button === 'update') return moveToFollowed(c, postedIn(values, about));
    const { deps, actor, page } = c.var;
    const outcome = await submit(deps, actor, page, await submissionOf(c, form, values));
    if (outcome.outcome === 'saved') await touchPresence(c, outcome.draft);
    return outcomeLink(c, values, outcome);
  };
  return handleForm(c, {
    run,
    draw: (refused) =>
      draw(refusedAs(draftActions[text(refused.values, 'do')] ?? 'publish', refused)),
    complete: (values) => complete(normalized(values)),
  });
}

async function submissionOf(
  c: AppContext,
  { about, read }: DraftForm,
  values: Values,
): Promise<Submission> {
  const button = text(values, 'do');
  const chooses = Object.keys(values).some((name) => name.startsWith('choose.'));
  const wants = chooses ? 'save' : draftActions[button];
  if (!wants && button !== '' && button !== 'publish')
    throw new Problem('malformed', 'The form was incomplete. Reload the page and try again.');
  const posted = postedIn(values, about);
  const form = posted ?? newForm(values, about, c.var.deps.newId());
  if (wants === 'save') return { wants, form };
  const given = {
    read: (now: number) => read(formAt(c, now), values),
    seenWarnings: seenWarningsIn(values),
  };
  if (wants) {
    const newestSeenSeq = Number(text(values, 'seen')) || 0;
    return { ...given, wants, form, newestSeenSeq, time: () => scheduledTime(c, values) };
  }
  const publishing = {
    ...given,
    wants: 'publish',
    idempotencyKey: await idempotencyKeyOf(values),
  } as const;
  // The batch that ends a form also stores its internal part, so that one needs a form.
  const ended = posted ?? (internalPartOf(values) ? form : null);
  return ended ? { ...publishing, form: ended } : { ...publishing, form: null };
}

/** Turns the text into a draft of an update to the incident that an earlier text of it opened. */
async function moveToFollowed(c: AppContext, posted: Posted | null): Promise<string> {
  const { deps, actor, page } = c.var;
  const record = posted && (await followedBy(deps, page.id, posted.values));
  if (!record || posted.incidentId !== null) throw notFound('incident');
  const { draft } = await saveDraft(deps, actor, page.id, posted);
  await moveDraft(deps, actor, draft, record);
  return `/admin/incidents/${record.id}?draft=${draft.id}&done=draft-moved#update`;
}
