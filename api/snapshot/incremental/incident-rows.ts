import { type AffectingIncident, MOST_NAMED } from '../../../db/component/named.ts';
import type { UptimeRows } from '../../../db/component/uptime.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { ChangedRows } from '../../../db/public/change.ts';
import { LAST_WRITTEN, NEWEST, type PublicRows } from '../../../db/public/current.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';

/** The rows after a write about one incident, and the components whose past changed. */
export type Patched = { rows: PublicRows; touched: ReadonlySet<string> };

/** The rows with one incident as it is `after` a write; exact where nothing unknown enters. */
export function rowsWith(
  known: PublicRows,
  write: {
    before: IncidentRecord | null;
    after: IncidentRecord;
    changed: ChangedRows;
    since: number;
  },
): Patched {
  const { before, after, changed, since } = write;
  const { id } = after;
  const about = new Set(after.componentIds);
  const named = namedAfter(known.uptime.named, id, changed.uptime.named);
  return {
    rows: {
      page: changed.page,
      components: changed.components,
      series: changed.series,
      starts: startsAfter(known.starts, before, after, since),
      incidents: chosen(
        [after, ...known.incidents.filter((incident) => incident.id !== id)],
        since,
      ),
      uptime: {
        records: [
          ...known.uptime.records.filter((record) => !about.has(record.id)),
          ...changed.uptime.records,
        ],
        intervals: intervalsAfterWrite(known.uptime.intervals, after, changed.uptime.intervals),
        named: named.rows,
      },
    },
    touched: new Set([...about, ...(before?.componentIds ?? []), ...named.dropped]),
  };
}

/** Selects as the database does: open ones, the newest of each kind, and the last written. */
function chosen(all: IncidentRecord[], since: number): IncidentRecord[] {
  const sorted = all.sort((a, b) => b.startedAt - a.startedAt || later(a, b));
  const newest = (kind: IncidentKind) => sorted.filter((one) => one.kind === kind).slice(0, NEWEST);
  const written = sorted
    .filter(({ startedAt }) => startedAt >= since)
    .sort((a, b) => b.updatedAt - a.updatedAt || later(a, b))
    .slice(0, LAST_WRITTEN);
  const kept = new Set([...newest('incident'), ...newest('maintenance'), ...written]);
  return sorted.filter((one) => one.resolvedAt === null || kept.has(one));
}

const byBeginning = (a: AffectingIncident, b: AffectingIncident): number =>
  b.fromAt - a.fromAt || later(a, b);

const later = (a: { id: string }, b: { id: string }): number =>
  a.id < b.id ? 1 : a.id > b.id ? -1 : 0;

const QUARTER = 900_000;

/** A new incident counts in its quarter of an hour; one that began at another time moves there. */
function startsAfter(
  starts: PublicRows['starts'],
  before: IncidentRecord | null,
  after: IncidentRecord,
  since: number,
): PublicRows['starts'] {
  if (after.kind !== 'incident' || before?.startedAt === after.startedAt) return starts;
  const one = ({ startedAt }: IncidentRecord, incidents: number) =>
    startedAt < since ? [] : [{ quarter: Math.floor(startedAt / QUARTER) * QUARTER, incidents }];
  return [...starts, ...one(after, 1), ...(before ? one(before, -1) : [])];
}

/** A write changes only intervals that last beyond the start of the incident. */
function intervalsAfterWrite(
  known: UptimeRows['intervals'],
  { startedAt, componentIds }: IncidentRecord,
  changed: UptimeRows['intervals'],
): UptimeRows['intervals'] {
  const about = new Set(componentIds);
  const stays = known.filter(
    ({ componentId, toAt }) => !about.has(componentId) || (toAt !== null && toAt < startedAt),
  );
  return [...stays, ...changed].sort((a, b) => a.fromAt - b.fromAt);
}

export const isEnded = (one: AffectingIncident): one is AffectingIncident & { toAt: number } =>
  one.toAt !== null;

function namedAfter(
  known: AffectingIncident[],
  id: string,
  changed: AffectingIncident[],
): { rows: AffectingIncident[]; dropped: string[] } {
  const rows = [...known.filter((one) => one.id !== id), ...changed];
  const over = new Map(rows.filter(isEnded).map((one) => [one.id, one]));
  const last = [...over.values()]
    .sort((a, b) => b.toAt - a.toAt || later(a, b))
    .slice(MOST_NAMED)
    .map((one) => one.id);
  const isDropped = new Set(last);
  return {
    rows: rows.filter((one) => !isDropped.has(one.id)).sort(byBeginning),
    dropped: rows.filter((one) => isDropped.has(one.id)).map((one) => one.componentId),
  };
}
