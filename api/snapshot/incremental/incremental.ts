import { type AffectingIncident, MAX_NAMED } from '../../../db/component/named.ts';
import type { UptimeRows } from '../../../db/component/uptime.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { ChangedRows } from '../../../db/public/change.ts';
import { LAST_WRITTEN, NEWEST, type PublicRows } from '../../../db/public/current.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';

/**
 * Pure: the rows that a full read would give after a write about incident `id`, from the previous
 * rows and the changed ones. Null when that is uncertain, such as after another write.
 */
export function incrementalSnapshot(
  known: PublicRows,
  id: string,
  changed: ChangedRows,
  since: number,
): Patched | null {
  const before = known.incidents.find((incident) => incident.id === id);
  const after = changed.incidents[0];
  if (changed.page.id !== known.page.id) return null;
  if (changed.page.version !== known.page.version + 1) return null;
  if (!after || !(before ? hasSamePlace(before, after) : isNew(after))) return null;
  const about = new Set(after.componentIds);
  if (!onlyTheseChanged(known.components, changed.components, about)) return null;
  if (needsUnknownName(known.uptime.named, id, changed.uptime.named)) return null;
  return rowsWith(known, { before: before ?? null, after, changed, since });
}

/** The lists are ordered by these fields: an incident that moves down may admit one that was not read. */
const hasSamePlace = (before: IncidentRecord, after: IncidentRecord): boolean =>
  before.kind === after.kind &&
  before.startedAt === after.startedAt &&
  before.updatedAt <= after.updatedAt;

const isNew = (incident: IncidentRecord): boolean => incident.revision === 1;

function onlyTheseChanged(
  before: PublicRows['components'],
  after: PublicRows['components'],
  about: ReadonlySet<string>,
): boolean {
  if (before.length !== after.length) return false;
  const of = new Map(before.map((component) => [component.id, component]));
  return after.every(({ id, revision, updatedAt, status }) => {
    const was = of.get(id);
    if (!was || about.has(id)) return was !== undefined;
    return was.revision === revision && was.updatedAt === updatedAt && was.status === status;
  });
}

/** True when another incident would have to be named that was not read. */
function needsUnknownName(
  known: AffectingIncident[],
  id: string,
  changed: AffectingIncident[],
): boolean {
  const was = known.find((one) => one.id === id)?.toAt ?? null;
  const is = changed[0]?.toAt ?? null;
  const wereOver = new Set(known.filter(isEnded).map((one) => one.id)).size;
  return wereOver >= MAX_NAMED && was !== null && (is === null || is < was);
}

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
      metrics: known.metrics,
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
  const retained = new Set([...newest('incident'), ...newest('maintenance'), ...written]);
  return sorted.filter((one) => one.resolvedAt === null || retained.has(one));
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

const isEnded = (one: AffectingIncident): one is AffectingIncident & { toAt: number } =>
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
    .slice(MAX_NAMED)
    .map((one) => one.id);
  const isDropped = new Set(last);
  return {
    rows: rows.filter((one) => !isDropped.has(one.id)).sort(byBeginning),
    dropped: rows.filter((one) => isDropped.has(one.id)).map((one) => one.componentId),
  };
}
