import type { Draft } from '../../../db/draft/draft.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { Problem } from '../../core/problem.ts';
import { isClosed, newestSeq } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import { componentsById } from '../incident/affected.ts';
import type { SecondPerson } from '../incident/approval.ts';
import { createIncident, patchIncident } from '../incident/index.ts';
import { IncidentPatch, NewIncident } from '../incident/input.ts';
import { createSeries } from '../maintenance/series.ts';
import { publishForm } from './close.ts';
import type { TeamNotice } from './notify-team.ts';

export type Publishing = Publisher & TeamNotice;

/** What a form becomes, reckoned for the instant `asOf`: kept until it is published. */
export type Outgoing = {
  asOf: number;
  input: Partial<NewIncident> & Partial<IncidentPatch>;
  /** The newest update that its writer had seen. */
  seen: number;
  approval?: SecondPerson | undefined;
  alone?: string | null;
  /** Planned work that repeats. */
  series?: { rule: string; zone: string };
};

/**
 * Publishes what was kept, once, by the verbs that publish a form. A promise of “in 30 minutes” counts
 * from now where a person publishes; where the clock does, from the time that was set.
 */
export async function publishDraft(
  deps: Publishing,
  actor: Actor,
  draft: Draft,
  given: { approval?: SecondPerson | undefined; alone?: string | null; byClock?: boolean },
): Promise<string> {
  const { asOf, input: kept, seen, series } = draft.outgoing as Outgoing; // as it was put there
  const by = promiseFrom(kept.nextUpdateBy, given.byClock ? 0 : deps.clock() - asOf);
  const said = { ...kept, ...by, approvalOverride: given.alone || kept.approvalOverride || null };
  const { approval } = given;
  const writer = { id: draft.changedBy, name: draft.changedName };
  const also = (as: string) => publishForm(deps, actor, { ...draft, draft }, as);
  const besides = { also, approval, writer };
  const { pageId, incidentId } = draft;
  const record = incidentId === null ? null : await findIncident(deps.db, pageId, incidentId);
  const known = await componentsById(deps, pageId, record?.componentIds);
  const input = withoutArchived(said, known);
  if (incidentId === null) {
    const first = NewIncident.parse(input);
    const { scheduledFor, scheduledUntil } = first;
    if (!series || scheduledFor === null || scheduledUntil === null)
      return createIncident(deps, actor, pageId, first, undefined, besides);
    const window = { ...first, scheduledFor, scheduledUntil };
    const { rule, zone } = series;
    return createSeries(deps, actor, pageId, rule, window, zone, undefined, besides);
  }
  if (newestSeq(record?.updates ?? []) !== seen)
    throw new Problem(
      'invalid',
      record && isClosed(record.state)
        ? 'The incident was closed meanwhile.'
        : 'Another update was published meanwhile. Read it, then decide anew.',
    );
  const patch = IncidentPatch.parse({ ...input, expectedRevision: record?.revision });
  await patchIncident(deps, actor, pageId, incidentId, patch, undefined, besides);
  return incidentId;
}

const promiseFrom = (by: number | null | undefined, later: number) =>
  by == null ? {} : { nextUpdateBy: by + Math.max(0, later) };

/** A component that was archived since the draft was written does not hold up the text. */
function withoutArchived(input: Outgoing['input'], known: ReadonlyMap<string, unknown>) {
  const { components, componentIds } = input;
  return {
    ...input,
    ...(components && {
      components: Object.fromEntries(Object.entries(components).filter(([id]) => known.has(id))),
    }),
    ...(componentIds && { componentIds: componentIds.filter((id) => known.has(id)) }),
  };
}
