import type { Component } from '../../db/component/component.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { ChangedRows } from '../../db/public/change.ts';
import type { PublicRows } from '../../db/public/current.ts';
import type { Backdating } from '../actions/status/backdating.ts';
import type { Actor } from '../domain/response/role.ts';
import { incidentChange } from '../domain/update/change.ts';
import { type OpeningInput, openedIncident } from '../domain/update/new-incident.ts';
import type { ChangeInput } from '../domain/update/stored-incident.ts';
import { type UpdateFacts, updateOf } from '../domain/update/update.ts';
import { spanAt } from '../snapshot/build.ts';
import { rowsWith } from '../snapshot/incremental/incremental.ts';
import { uptimeAfter } from './uptime.ts';

/** An update as it would be published at `now`; without a record it opens an incident. */
export type Unpublished = { now: number; actor: Actor } & (
  | { record: null; input: OpeningInput }
  | { record: IncidentRecord; input: ChangeInput }
);

/** The incident as publishing would leave it: its newest update is the one that is previewed. */
export type Previewed = {
  incident: IncidentRecord;
  update: IncidentRecord['updates'][number];
  /** Components whose subscribers would be notified. */
  recipientComponentIds: string[];
  isNew: boolean;
};

const ID = 'preview';

export function incidentAfter(
  draft: Unpublished,
  pageId: string,
  known: ReadonlyMap<string, Component>,
): Previewed {
  if (!draft.record) {
    const { row, componentIds, update: facts } = openedIncident({ ...draft, known });
    const update = updateRow(facts, known, { pageId, incidentId: ID });
    const incident = { id: ID, pageId, ...row, componentIds, updates: [update] };
    return { incident, update, recipientComponentIds: componentIds, isNew: true };
  }
  const { record: before, input: patch, now, actor } = draft;
  const change = incidentChange({ before, patch, known, now, actor, isUpdate: true });
  const { row, update: facts, componentIds, recipientComponentIds } = change;
  if (!facts) throw new Error('an update was asked for');
  const update = updateRow(facts, known, { pageId, incidentId: before.id });
  const updates = [update, ...before.updates].sort(newestFirst);
  const incident = { ...before, ...row, componentIds, updates };
  return { incident, update, recipientComponentIds, isNew: false };
}

/** The rows as publishing would leave them: every surface is a pure function of them. */
export function rowsAfter(
  rows: PublicRows,
  before: IncidentRecord | null,
  previewed: Previewed,
  backdating: Backdating | undefined,
): PublicRows {
  const now = previewed.update.createdAt;
  const span = spanAt(now);
  const statuses = new Map(previewed.update.changes.map((one) => [one.componentId, one.newStatus]));
  const changed: ChangedRows = {
    page: { ...rows.page, version: rows.page.version + 1, updatedAt: now },
    components: rows.components.map((one) => {
      const status = statuses.get(one.id) ?? one.status;
      const isTouched =
        status !== one.status || (backdating && statuses.has(one.id) && status !== 'operational');
      return isTouched ? { ...one, status, updatedAt: now } : one;
    }),
    series: rows.series,
    incidents: [previewed.incident],
    uptime: uptimeAfter(rows.uptime, previewed, span.uptime, backdating),
  };
  return rowsWith(rows, { before, after: previewed.incident, changed, since: span.since }).rows;
}

function updateRow(
  facts: UpdateFacts,
  known: ReadonlyMap<string, Component>,
  key: { pageId: string; incidentId: string },
): Previewed['update'] {
  const { changes, ...row } = updateOf(facts, known);
  return {
    id: ID,
    ...key,
    ...row,
    correctedAt: null,
    changes: changes.map((change) => ({ updateId: ID, ...change })),
  };
}

/** As the database returns them. */
const newestFirst = (a: Previewed['update'], b: Previewed['update']): number =>
  b.displayAt - a.displayAt || b.seq - a.seq;
