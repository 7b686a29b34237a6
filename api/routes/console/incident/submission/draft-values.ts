import type { Draft } from '../../../../../db/draft/draft.ts';
import type { Posted } from '../../../../actions/draft/save.ts';
import type { AppContext } from '../../../../context/context.ts';
import { Problem } from '../../../../core/problem.ts';
import { shownTo } from '../../../../domain/draft/draft.ts';
import type { IncidentKind } from '../../../../domain/incident/incident.ts';
import { DAY } from '../../../../domain/time/time.ts';
import { isZone, localTimeError } from '../../../../domain/time/zone.ts';
import { localIn, text, type Values } from '../../../../http/form.ts';

export type About = { kind: IncidentKind; incidentId: string | null };

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

/** Where the form goes on. */
export const formOf = ({ id, incidentId, kind }: Draft): string => {
  const fresh = kind === 'maintenance' ? '/admin/maintenances/new' : '/admin/incidents/new';
  return `${incidentId ? `/admin/incidents/${incidentId}` : fresh}?draft=${id}`;
};

/** Where a draft leads that was published before. */
export const earlierLink = (c: AppContext, draft: Draft): string => {
  const done = draft.publishedName === c.var.actor.name ? 'published' : 'already-published';
  return `/admin/incidents/${draft.publishedAs}?done=${done}`;
};

/** The values of the form as this person left it. */
export const valuesOfDraft = (draft: Draft, by: string): Values => ({
  ...(shownTo(draft, by) as Values), // lists of a form are not changed by anyone
  draft: draft.id,
  draftRevision: String(draft.revision),
});

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
