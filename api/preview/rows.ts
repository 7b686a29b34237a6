import type { Component } from '../../db/component/component.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { PublicRows } from '../../db/public/current.ts';
import { fullName } from '../actions/status/timeline.ts';
import type { Impact } from '../domain/component/impact.ts';
import type { ComponentStatus } from '../domain/component/status.ts';
import { advance, isClosed, newestSeq, type State } from '../domain/incident/incident.ts';
import { type Languages, mergedWith, partOf } from '../domain/text/translation.ts';
import { MINUTE } from '../domain/time/time.ts';

/** An update as it would be published at `now`; without a record it opens an incident. */
export type Unpublished = {
  record: IncidentRecord | null;
  name: string;
  impactOverride: Impact | null;
  /** When it began and ended, where that is told. */
  since: number | null;
  endedAt: number | null;
  state: State;
  body: string;
  spoken: Languages;
  nextUpdateBy: number | null;
  statuses: Record<string, ComponentStatus>;
  now: number;
};

const UNBORN = 'preview';

/** The rows as publishing would leave them, of which every surface is a pure function. */
export function rowsAfter(
  rows: PublicRows,
  draft: Unpublished,
): { rows: PublicRows; incident: IncidentRecord } {
  const { now, statuses } = draft;
  const known = new Map(rows.components.map((component) => [component.id, component]));
  const before = draft.record ?? unborn(rows.page.id, draft);
  const ids = new Set([...before.componentIds, ...Object.keys(statuses)]);
  const affected = [...ids].flatMap((id) => known.get(id) ?? []);
  const becomes = affected.map((one) => statuses[one.id] ?? one.status);
  const incident: IncidentRecord = {
    ...before,
    ...advance(before, {
      state: draft.state,
      at: now,
      affected: becomes,
      since: draft.since,
      endedAt: draft.endedAt,
    }),
    translations: mergedWith(before.translations, draft.spoken, 'name'),
    nextUpdateBy: isClosed(draft.state) ? null : draft.nextUpdateBy,
    componentIds: [...ids],
    updatedAt: now,
    updates: [updateOf(before, draft, known), ...before.updates],
  };
  const others = rows.incidents.filter(({ id }) => id !== incident.id);
  return {
    incident,
    rows: {
      ...rows,
      page: { ...rows.page, version: rows.page.version + 1, updatedAt: now },
      components: rows.components.map((one) => {
        const status = statuses[one.id] ?? one.status;
        return status === one.status ? one : { ...one, status, updatedAt: now };
      }),
      starts: startsAfter(rows.starts, draft.record, incident),
      incidents: [incident, ...others].sort((a, b) => b.startedAt - a.startedAt),
    },
  };
}

const QUARTER = 15 * MINUTE;

/** A new incident is counted in its quarter of an hour; one that began otherwise moves to another. */
function startsAfter(
  starts: PublicRows['starts'],
  before: IncidentRecord | null,
  { kind, startedAt }: IncidentRecord,
): PublicRows['starts'] {
  if (kind !== 'incident') return starts;
  const one = (at: number, incidents: number) => ({
    quarter: Math.floor(at / QUARTER) * QUARTER,
    incidents,
  });
  return [...starts, one(startedAt, 1), ...(before ? [one(before.startedAt, -1)] : [])];
}

function updateOf(
  before: IncidentRecord,
  { state, body, spoken, nextUpdateBy, statuses, now }: Unpublished,
  known: Map<string, Component>,
): IncidentRecord['updates'][number] {
  const changes = Object.entries(statuses).flatMap(([componentId, newStatus], position) => {
    const one = known.get(componentId);
    const name = one && fullName(known, one);
    return name
      ? [{ updateId: UNBORN, position, componentId, name, oldStatus: one.status, newStatus }]
      : [];
  });
  return {
    id: UNBORN,
    pageId: before.pageId,
    incidentId: before.id,
    seq: newestSeq(before.updates) + 1,
    audience: before.audience,
    state,
    body,
    locale: null,
    translations: partOf(spoken, 'body'),
    nextUpdateBy,
    deliverNotifications: true,
    templateId: null,
    templateVersion: null,
    fields: null,
    author: '',
    displayAt: now,
    correctedAt: null,
    notice: null,
    event: null,
    createdAt: now,
    updatedAt: now,
    changes,
  };
}

const unborn = (pageId: string, draft: Unpublished): IncidentRecord => ({
  id: UNBORN,
  pageId,
  kind: 'incident',
  audience: 'public',
  name: draft.name,
  locale: null,
  translations: null,
  state: draft.state,
  impact: draft.impactOverride ?? 'none',
  impactOverride: draft.impactOverride,
  severity: null,
  pastSeverities: [],
  leadId: null,
  commanderId: null,
  startedAt: draft.since ?? draft.now,
  monitoringAt: null,
  resolvedAt: null,
  nextUpdateBy: null,
  scheduledFor: null,
  scheduledUntil: null,
  automation: null,
  zone: null,
  remindBefore: [],
  remindAfter: null,
  verifyBefore: null,
  seriesId: null,
  occurrenceAt: null,
  byHand: false,
  metadata: {},
  revision: 0,
  createdAt: draft.now,
  updatedAt: draft.now,
  updates: [],
  componentIds: [],
});
