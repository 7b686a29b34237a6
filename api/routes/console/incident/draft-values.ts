import type { Draft } from '../../../../db/draft/draft.ts';
import type { OutgoingDraft } from '../../../actions/draft/publish.ts';
import type { Posted } from '../../../actions/draft/save.ts';
import type { Besides } from '../../../actions/incident/index.ts';
import type { AppContext } from '../../../context/context.ts';
import { shownTo } from '../../../domain/draft/draft.ts';
import type { IncidentKind } from '../../../domain/incident/incident.ts';
import type { Finding } from '../../../domain/preflight/index.ts';
import { text, type Values } from '../../../http/form.ts';

export type About = { kind: IncidentKind; incidentId: string | null };

/** The desk at which a form is read: its clock may be that of the time it is to be published at. */
export type FormContext = Pick<AppContext, 'var'>;

/** What a button does with a form that is in order. */
export type Submission = {
  on: FormContext;
  /** For the verb that publishes it. */
  besides: Besides;
  /** Keeps it for a second person, or for its time, in place of publishing it. */
  keep:
    | ((
        input: OutgoingDraft['input'],
        findings: readonly Finding[],
        series?: OutgoingDraft['series'],
      ) => Promise<string>)
    | null;
};

/** The form as a draft keeps it; null where it carries no place for one. */
export function postedIn(values: Values, about: About): Posted | null {
  const place = placeIn(values);
  return place && { ...place, ...about, values };
}

export function placeIn(values: Values): Pick<Posted, 'id' | 'base' | 'press'> | null {
  const id = text(values, 'draft');
  if (!/^[a-z0-9]{12}$/.test(id)) return null;
  const base = Number(text(values, 'draftRevision'));
  return {
    id,
    base: Number.isSafeInteger(base) ? base : 0,
    press: text(values, 'key').slice(0, 64),
  };
}

/** Where the form goes on. */
export const formOf = ({ id, incidentId, kind }: Draft): string => {
  const fresh = kind === 'maintenance' ? '/admin/maintenances/new' : '/admin/incidents/new';
  return `${incidentId ? `/admin/incidents/${incidentId}` : fresh}?draft=${id}`;
};

/** Whoever pressed twice, or came back, hears of their own press. */
export const publishedLink = (c: AppContext, draft: Draft): string => {
  const done = draft.publishedName === c.var.actor.name ? 'published' : 'already-published';
  return `/admin/incidents/${draft.publishedAs}?done=${done}`;
};

/** The values of the form as this person left it. */
export const valuesOfDraft = (draft: Draft, by: string): Values => ({
  ...(shownTo(draft, by) as Values), // lists of a form are not changed by anyone
  draft: draft.id,
  draftRevision: String(draft.revision),
});
