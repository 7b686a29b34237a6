import type { Db } from '../../../db/engine/client.ts';
import { publicUptime } from '../../../db/public/current.ts';
import {
  publicCounts,
  publicIdsBetween,
  publicIncident,
  publicStartsAround,
} from '../../../db/public/history.ts';
import { inPieces, pieceBy, type RunQuery, type Yield } from '../../core/pieces.ts';
import { QUARTER_TIMEOUT } from '../../core/timeout.ts';
import { happensAt } from '../../domain/incident/incident.ts';
import { pageScopeOf } from '../../domain/page/scope.ts';
import { daysFrom, daysOf, firstDayOf } from '../../domain/time/days.ts';
import { monthOf, nextMonth, previousMonth } from '../../domain/time/format.ts';
import { addDays, startOfDay } from '../../domain/time/zone.ts';
import { incidentsIn, toSnapshotIncident } from '../incident.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot.ts';
import type { Uptime } from '../snapshot-uptime.ts';
import { uptimeInPieces } from '../uptime.ts';
import { knownOf } from './search.ts';

/** Incidents of a month on one page. */
export const ON_ONE_PAGE = 50;

/** One month of a page, with the nearest months before and after that have incidents. */
export type Month = {
  month: string;
  /** Incidents of this part, and how many parts the month has, counted from 1. */
  incidents: SnapshotIncident[];
  part: number;
  parts: number;
  /** Days on later parts: their number of incidents and their part. */
  later: { day: string; incidents: number; part: number }[];
  older: string | null;
  newer: string | null;
  /** True when the database was away: there may be more incidents, and other months. */
  partial: boolean;
};

/** An incident that the snapshot itself contains: no query is needed. */
export const incidentIn = (snapshot: Snapshot, id: string): SnapshotIncident | null =>
  [...snapshot.incidents, ...snapshot.maintenances].find((i) => i.id === id) ?? null;

/** Any incident or maintenance that the snapshot's audience may see, of any age. */
export async function historyIncident(
  db: Db,
  snapshot: Snapshot,
  id: string,
): Promise<SnapshotIncident | null> {
  const known = incidentIn(snapshot, id);
  if (known) return known;
  const row = await publicIncident(db, pageScopeOf(snapshot), id);
  return row && toSnapshotIncident(row);
}

/** Null outside the time from the first incident to this month, and after its last part. */
export async function historyMonth(
  db: Db,
  snapshot: Snapshot,
  { month, part = 1 }: { month: string; part?: number },
  piece: RunQuery = pieceBy(),
): Promise<Month | null> {
  const { page } = snapshot;
  const scope = pageScopeOf(snapshot);
  const current = currentMonth(snapshot);
  if (month > current) return null;
  const days = daysFrom(`${month}-01`, daysOf(month), page.timeZone).toReversed();
  const from = startOfDay(`${month}-01`, page.timeZone);
  const to = endOf(month, page.timeZone);
  const skip = (part - 1) * ON_ONE_PAGE;
  const counts = await piece(() => publicCounts(db, scope, days));
  const around = await piece(() => publicStartsAround(db, scope, from, to));
  const count = counts.reduce((a, b) => a + b, 0);
  const parts = Math.max(1, Math.ceil(count / ON_ONE_PAGE));
  if (part > parts) return null;
  if (count === 0 && around.before === null && month !== current) return null;
  const window = { skip, most: ON_ONE_PAGE };
  const ids = await piece(() => publicIdsBetween(db, scope, { from, to }, window));
  const incidents = await incidentsIn(db, scope, ids, piece);
  let earlier = 0;
  const begun = days.map(({ day }, i) => {
    const begins = Math.floor(earlier / ON_ONE_PAGE) + 1;
    earlier += counts[i] ?? 0;
    return { day, incidents: counts[i] ?? 0, part: begins };
  });
  const older = around.before === null ? null : monthOf(around.before, page.timeZone);
  // Planned for a later month, so not history yet.
  const hasNewer = around.after !== null && around.after < endOf(current, page.timeZone);
  const newer = hasNewer ? monthOf(around.after ?? from, page.timeZone) : current;
  return {
    month,
    part,
    parts,
    incidents,
    later: begun.filter((one) => one.incidents > 0 && one.part > part),
    older,
    newer: month === current ? null : newer,
    partial: false,
  };
}

/** A month (`2026-10`) or a year (`2026`), up to now. */
export async function historyUptime(
  db: Db,
  snapshot: Snapshot,
  period: string,
  rest: Yield = inPieces(),
): Promise<Uptime> {
  const { page, builtAt, components, uptime } = snapshot;
  const [first, count] = [firstDayOf(period), daysOf(period)];
  const span = {
    from: startOfDay(first, page.timeZone),
    to: Math.min(builtAt, startOfDay(addDays(first, count), page.timeZone)),
  };
  const rows = await publicUptime(db, pageScopeOf(snapshot), span, pieceBy(rest));
  return uptimeInPieces(
    { timeZone: page.timeZone, weights: uptime.weights, components, uptime: rows },
    { first, count, now: builtAt },
    rest,
  );
}

const IDS_AT_ONCE = 500;
/** Three months, newest first. `part` 1 ends with this month. Empty months are included. */
export async function historyQuarter(
  db: Db,
  snapshot: Snapshot,
  part: number,
): Promise<{ month: string; incidents: SnapshotIncident[] }[]> {
  const { page } = snapshot;
  let newest = currentMonth(snapshot);
  for (let back = 0; back < (part - 1) * 3; back++) newest = previousMonth(newest);
  const months = [newest, previousMonth(newest), previousMonth(previousMonth(newest))] as const;
  const from = startOfDay(`${months[2]}-01`, page.timeZone);
  const to = endOf(newest, page.timeZone);
  const piece = pieceBy(inPieces(), QUARTER_TIMEOUT);
  const scope = pageScopeOf(snapshot);
  const all: SnapshotIncident[] = [];
  for (let skip = 0; ; skip += IDS_AT_ONCE) {
    const window = { skip, most: IDS_AT_ONCE };
    const ids = await piece(() => publicIdsBetween(db, scope, { from, to }, window));
    all.push(...(await incidentsIn(db, scope, ids, piece)));
    if (ids.length < IDS_AT_ONCE) break;
  }
  const byMonth = Map.groupBy(all, (i) => monthOf(happensAt(i), page.timeZone));
  return months.map((month) => ({ month, incidents: byMonth.get(month) ?? [] }));
}

/** The newest month with an incident, so that the history of a quiet page is not empty. */
export function newestMonth(snapshot: Snapshot): string {
  const { timeZone } = snapshot.page;
  const current = currentMonth(snapshot);
  const newest = knownOf(snapshot).find((i) => happensAt(i) < endOf(current, timeZone));
  return newest ? monthOf(happensAt(newest), timeZone) : current;
}

const endOf = (month: string, zone: string): number => startOfDay(`${nextMonth(month)}-01`, zone);

const currentMonth = (snapshot: Snapshot): string =>
  monthOf(snapshot.builtAt, snapshot.page.timeZone);
