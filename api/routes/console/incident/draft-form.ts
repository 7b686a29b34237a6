import {
  type Draft,
  findDraft,
  otherEditors,
  type Presence,
  recordPresence,
} from '../../../../db/draft/draft.ts';
import { publishForm } from '../../../actions/draft/close.ts';
import { type Posted, saveDraft } from '../../../actions/draft/save.ts';
import type { AppContext, PageLocals, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { filledFields, PRESENCE_TTL } from '../../../domain/draft/draft.ts';
import { RefusedDraft, submit, text, type Values } from '../../../http/form.ts';
import { draftActions } from './draft-actions.ts';
import {
  type About,
  postedIn,
  publishedLink,
  type Submission,
  valuesOfDraft,
} from './draft-values.ts';
import { assertAnother, moveToFollowed } from './follow-up.ts';
import { keptAsNewer } from './newer-draft.ts';
import { withoutComposed } from './update-form.ts';

/** Answered by the form again; nothing is published. */
const redrawing = new Set(['switch', 'check', 'compose', 'propose']);

/**
 * As `submit`, for a form that may be kept as a draft: “save” keeps it, and what publishes it first
 * puts together what others changed. A draft is published once; who comes second is shown what was.
 */
export function submitDraft(
  c: AppContext,
  renderPage: RenderPage,
  about: About,
  run: (values: Values, submission: Submission) => Promise<string | { redraw: Values }>,
  locals?: Parameters<typeof submit>[3],
  complete?: Parameters<typeof submit>[4],
): Promise<Response> {
  const { deps, actor, page } = c.var;
  const pressed = async (values: Values) => {
    const posted = postedIn(values, about);
    const verb = text(values, 'do');
    if (!posted || redrawing.has(verb)) return run(values, { on: c, besides: {}, keep: null });
    const chooses = Object.keys(values).some((name) => name.startsWith('choose.'));
    if (verb === 'save' || chooses) {
      const { draft, taken } = await saveDraft(deps, actor, page.id, posted);
      if (draft.state === 'published') return keptAsNewer(c, draft, posted);
      await touchPresence(c, draft);
      const done = taken.length > 0 ? 'draft-merged' : 'draft-saved';
      return `${c.req.path}?draft=${draft.id}&done=${done}`;
    }
    if (verb === 'update') return moveToFollowed(c, posted);
    const { id } = posted;
    const known = await findDraft(deps.db, page.id, id);
    if (known?.draft.state === 'published') return keptAsNewer(c, known.draft, posted);
    const isKept = verb === 'ask' || verb === 'schedule';
    const draft = known && (await together(c, values, posted, !isKept));
    if (draft?.state === 'published') return keptAsNewer(c, draft, posted);
    if (isKept) {
      const kept = draft ?? (await saveDraft(deps, actor, page.id, posted)).draft;
      await assertAnother(c, posted);
      return run(values, { besides: {}, ...draftActions(c, values, kept) });
    }
    const form = { id, pageId: page.id, ...about, draft, values: filledFields(values) };
    const also = (as: string) => publishForm(deps, actor, form, as);
    try {
      await assertAnother(c, posted);
      return await run(values, { on: c, besides: { extraStatements: also }, keep: null });
    } catch (error) {
      const now = isConflict(error) ? await findDraft(deps.db, page.id, id) : null;
      if (now?.draft.state === 'published') return keptAsNewer(c, now.draft, posted);
      // What was refused is kept as it would have been; whatever hinders that, the refusal says more.
      if (draft) await saveDraft(deps, actor, page.id, posted).catch(() => null);
      throw error;
    }
  };
  return submit(c, renderPage, pressed, locals, complete);
}

const isConflict = (error: unknown): boolean =>
  error instanceof Problem && error.code === 'conflict';

/** Nobody publishes what they have not seen, or what two people still say differently. */
async function together(
  c: AppContext,
  values: Values,
  posted: Posted,
  isPublished: boolean,
): Promise<Draft> {
  const { deps, actor, page } = c.var;
  const { draft, taken } = await saveDraft(deps, actor, page.id, posted, isPublished);
  const { disputes, changedName } = draft;
  if (draft.state === 'published' || (taken.length === 0 && disputes.length === 0)) return draft;
  const message =
    disputes.length > 0
      ? 'Not published. Conflicting edits: choose a version below.'
      : `Not published. ${changedName} edited this draft while you were writing. Both versions are merged below: review, then publish.`;
  throw new RefusedDraft(new Problem('invalid', message), {
    ...values,
    ...valuesOfDraft(draft, actor.id),
  });
}

/** What a form is drawn with that goes on with a draft; an address where there is nothing to go on with. */
export async function resumed(c: AppContext, about: About): Promise<Partial<PageLocals> | string> {
  const { deps, actor, page } = c.var;
  const id = c.req.query('draft');
  if (!id) return {};
  const { draft } = (await findDraft(deps.db, page.id, id)) ?? {};
  if (!draft || draft.kind !== about.kind || draft.incidentId !== about.incidentId)
    throw notFound('draft');
  if (draft.state === 'published') return publishedLink(c, draft);
  if (draft.state === 'scheduled') return `/admin/drafts/${draft.id}`;
  const state = c.req.query('state');
  const left = valuesOfDraft(draft, actor.id);
  const values = state
    ? { ...withoutComposed(left), state, template: c.req.query('template') ?? '', do: 'switch' }
    : left;
  const form = { status: 200, message: '', fields: {}, values };
  return { form, ...(await draftLocals(c, draft)) };
}

/** Gives a sign of life; answers who else did. */
export function touchPresence(c: AppContext, draft: Draft): Promise<Presence[]> {
  const { deps, actor } = c.var;
  const now = deps.clock();
  const who = { draftId: draft.id, userId: actor.id, name: actor.name };
  return recordPresence(deps.db, { ...who, now, stale: now - PRESENCE_TTL });
}

/** The draft of a form, and who else has it open. */
export async function draftLocals(c: AppContext, draft: Draft): Promise<Partial<PageLocals>> {
  const { deps, actor } = c.var;
  const others = await otherEditors(deps.db, draft.id, actor.id, deps.clock() - PRESENCE_TTL);
  return { draft, others };
}

/** The same for a form that was posted. */
export async function translationValues(
  c: AppContext,
  values: Values,
): Promise<Partial<PageLocals>> {
  const { deps, page } = c.var;
  const id = text(values, 'draft');
  const found = id ? await findDraft(deps.db, page.id, id) : null;
  return found ? draftLocals(c, found.draft) : {};
}
