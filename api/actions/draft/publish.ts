import type { Draft } from '../../../db/draft/draft.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { Problem } from '../../core/problem.ts';
import { isClosed, newestSeq } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import type { SecondPerson } from '../incident/checks/approval.ts';
import { componentsById } from '../incident/checks/possible.ts';
import type { Published } from '../incident/index.ts';
import { IncidentPatch, NewIncident } from '../incident/input.ts';
import { internalPart } from '../internal/internal-part.ts';
import type { InternalMailer } from '../internal/subscription.ts';
import { publish, publishForm } from '../publication/publication.ts';
import type { TeamNotice } from './notify-team.ts';

export type Publishing = Publisher & TeamNotice & InternalMailer;

/** The input that a draft will be published with. Relative times are resolved against `asOf`. */
export type OutgoingDraft = {
  asOf: number;
  input: Partial<NewIncident> & Partial<IncidentPatch>;
  /** Sequence number of the newest update that the writer had seen. */
  seen: number;
  approval?: SecondPerson | undefined;
  alone?: string | null;
  /** Set for a repeating maintenance. */
  series?: { rule: string; zone: string };
};

/**
 * Publishes a draft once, with the same actions as a form. “In 30 minutes” counts from now when a
 * person publishes, and from the scheduled time when the clock does.
 */
export async function publishDraft(
  deps: Publishing,
  actor: Actor,
  draft: Draft,
  options: { approval?: SecondPerson | undefined; alone?: string | null; byClock?: boolean },
): Promise<Published> {
  const { asOf, input: stored, seen, series } = draft.outgoing as OutgoingDraft; // askForApproval or scheduleDraft wrote it
  const by = promiseFrom(stored.nextUpdateBy, options.byClock ? 0 : deps.clock() - asOf);
  const content = {
    ...stored,
    ...by,
    approvalOverride: options.alone || stored.approvalOverride || null,
  };
  const { approval } = options;
  const writer = { id: draft.changedBy, name: draft.changedName };
  const { pageId, incidentId } = draft;
  const written = { pageId, incidentId: incidentId ?? '', author: draft.changedName };
  const internal = incidentId ? await internalPart(deps, actor, written, draft.values) : [];
  const extraStatements = (as: string) => [
    ...publishForm(deps, actor, { ...draft, draft }, as),
    ...internal,
  ];
  const record = incidentId === null ? null : await findIncident(deps.db, pageId, incidentId);
  const known = await componentsById(deps, pageId, record?.componentIds);
  const input = withoutArchived(content, known);
  const publishOptions = { extraStatements, approval, writer };
  if (incidentId === null) {
    const opening = { what: 'opening', input: NewIncident.parse(input), series } as const;
    return publish(deps, actor, pageId, opening, publishOptions);
  }
  if (newestSeq(record?.updates ?? []) !== seen)
    throw new Problem(
      'invalid',
      record && isClosed(record.state)
        ? 'The incident was closed in the meantime.'
        : 'Another update was published in the meantime. Read it, then decide again.',
    );
  const patch = IncidentPatch.parse({ ...input, expectedRevision: record?.revision });
  return publish(deps, actor, pageId, { what: 'change', id: incidentId, patch }, publishOptions);
}

const promiseFrom = (by: number | null | undefined, later: number) =>
  by == null ? {} : { nextUpdateBy: by + Math.max(0, later) };

/** Drops components that were archived since the draft was saved: they must not block the text. */
function withoutArchived(input: OutgoingDraft['input'], known: ReadonlyMap<string, unknown>) {
  const { components, componentIds } = input;
  return {
    ...input,
    ...(components && {
      components: Object.fromEntries(Object.entries(components).filter(([id]) => known.has(id))),
    }),
    ...(componentIds && { componentIds: componentIds.filter((id) => known.has(id)) }),
  };
}
