import type { Draft } from '../../../../../db/draft/draft.ts';
import type { Posted } from '../../../../actions/draft/save.ts';
import type { IdempotencyKey, Published } from '../../../../actions/incident/index.ts';
import type { Publication } from '../../../../actions/publication/publication.ts';
import type { SubmissionOutcome } from '../../../../actions/submission/submission.ts';
import { submit } from '../../../../actions/submission/submit.ts';
import type { AppContext } from '../../../../context/context.ts';
import { Problem } from '../../../../core/problem.ts';
import { sha256 } from '../../../../core/secret.ts';
import { withoutAnother } from '../../../../domain/draft/follow-up.ts';
import { DAY } from '../../../../domain/time/time.ts';
import { isZone, localTimeError } from '../../../../domain/time/zone.ts';
import { localIn, RefusedDraft, text, type Values } from '../../../../http/form.ts';
import { valuesOfDraft } from './resume-draft.ts';

/** What a form is about; a new incident has no id yet. */
export type About = Pick<Draft, 'kind' | 'incidentId'>;

/** What a form is read with; its clock may be set to the time at which it is published. */
export type FormContext = Pick<AppContext, 'var'>;

export const formAt = (c: AppContext, now: number): FormContext => ({
  var: { ...c.var, deps: { ...c.var.deps, clock: () => now } },
});

/** The form as a draft keeps it; null where it carries no place for one. */
export function postedIn(values: Values, about: About): Posted | null {
  const place = placeIn(values);
  return place && { ...place, ...about, values };
}

/** The same for a form that was drawn without a draft. */
export const newForm = (values: Values, about: About, id: string): Posted => ({
  ...{ id, base: 0, idempotencyKey: text(values, 'key').slice(0, 64) },
  ...about,
  values,
});

export function placeIn(values: Values): Pick<Posted, 'id' | 'base' | 'idempotencyKey'> | null {
  const id = text(values, 'draft');
  if (!/^[a-z0-9]{12}$/.test(id)) return null;
  const base = Number(text(values, 'draftRevision'));
  return {
    id,
    base: Number.isSafeInteger(base) ? base : 0,
    idempotencyKey: text(values, 'key').slice(0, 64),
  };
}

/** The key from when the form was drawn: a second click is the same submission. */
export async function idempotencyKeyOf(values: Values): Promise<IdempotencyKey | undefined> {
  const key = idempotencyKeyIn(values);
  return key ? { key, requestHash: await sha256(JSON.stringify(values)) } : undefined;
}

export function idempotencyKeyIn(values: Values): string | undefined {
  const key = text(values, 'key').slice(0, 64);
  return key ? `form:${key}` : undefined;
}

/** The rules whose warnings the form has shown. */
export const seenWarningsIn = (values: Values): string[] => text(values, 'warned').split(' ');

const FARTHEST = 31 * DAY;

/** The chosen time. Throws with the error at its field. */
export function scheduledTime(
  { var: { deps, page } }: FormContext,
  values: Values,
): { publishAt: number; publishZone: string } {
  const chosen = text(values, 'publishZone');
  const publishZone = isZone(chosen) ? chosen : page.timeZone;
  const reading = localIn(values, 'publishAt', publishZone);
  const publishAt = 'at' in reading ? reading.at : null;
  const now = deps.clock();
  const error =
    'error' in reading || publishAt === null
      ? 'error' in reading && localTimeError(reading, publishZone)
      : publishAt <= now
        ? 'This time is in the past. Choose a later time, or publish now.'
        : publishAt > now + FARTHEST
          ? 'Choose a time within 31 days.'
          : null;
  if (error || publishAt === null)
    throw new Problem('invalid', 'Not scheduled. Fix the highlighted fields.', {
      publishAt: error || '',
    });
  return { publishAt, publishZone };
}

/** Publishes a form that has no draft; returns where it leads. */
export async function publishSubmitted(
  c: AppContext,
  values: Values,
  publication: Publication,
  { done, seenWarnings }: { done: string; seenWarnings?: readonly string[] },
): Promise<string> {
  const { deps, actor, page } = c.var;
  const idempotencyKey = await idempotencyKeyOf(values);
  const given = { wants: 'publish', form: null, idempotencyKey, seenWarnings } as const;
  const read = async () => publication;
  return outcomeLink(c, values, await submit(deps, actor, page, { ...given, read }), done);
}

/** Where a submitted form leads. Throws with the values to draw it with where it must be read again. */
export function outcomeLink(
  c: AppContext,
  values: Values,
  found: SubmissionOutcome,
  done?: string,
): string {
  switch (found.outcome) {
    case 'saved':
      return `${c.req.path}?draft=${found.draft.id}&done=${found.isMerged ? 'draft-merged' : 'draft-saved'}`;
    case 'scheduled':
      return `/admin/drafts/${found.draft.id}?done=draft-scheduled`;
    case 'awaiting approval':
      return `/admin/drafts/${found.draft.id}?done=draft-asked`;
    case 'published': {
      const isOthers = found.by !== undefined && found.by !== c.var.actor.name;
      const suffix = found.exceptionCount ? '-kept' : '';
      return publishedLink(
        found,
        isOthers ? 'already-published' : `${done ?? 'published'}${suffix}`,
      );
    }
    case 'redraw': {
      const shown = valuesOfDraft(found.draft, c.var.actor.id);
      throw new RefusedDraft(found.problem, { ...(withoutAnother(values) as Values), ...shown });
    }
  }
}

/** `done` only where the page shows it already. */
export const publishedLink = ({ id, visible }: Published, done = 'published'): string =>
  `/admin/incidents/${id}?done=${visible ? done : 'not-visible-yet'}`;
