import type { Db } from '../../db/client.ts';
import {
  publicIncident,
  publicIncidentsAbout,
  publicIncidentsBefore,
  publicIncidentsBetween,
  publicStartsAround,
  publicUptime,
} from '../../db/public.ts';
import { daysOf, firstDayOf } from '../domain/days.ts';
import { monthOf, nextMonth, previousMonth } from '../domain/moment.ts';
import { addDays, startOfDay } from '../domain/zone.ts';
import { toSnapshotIncident } from './build.ts';
import type { Snapshot, SnapshotIncident, Uptime } from './snapshot.ts';
import { uptimeOver } from './uptime.ts';

/** One month of a page, and the nearest months on both sides in which something happened. */
export type Month = {
  month: string;
  incidents: SnapshotIncident[];
  older: string | null;
  newer: string | null;
  /** There may have been more, and other months: the database was not there to say so. */
  partial: boolean;
};

/** One that the snapshot itself holds: nobody need be asked for it. */
export const incidentIn = (snapshot: Snapshot, id: string): SnapshotIncident | null =>
  [...snapshot.incidents, ...snapshot.maintenances].find((i) => i.id === id) ?? null;

/** Any incident or maintenance that the snapshot's audience may see, however old. */
export async function pastIncident(
  db: Db,
  snapshot: Snapshot,
  id: string,
): Promise<SnapshotIncident | null> {
  const kept = incidentIn(snapshot, id);
  if (kept) return kept;
  const row = await publicIncident(db, snapshot.page.id, snapshot.audience, id);
  return row && toSnapshotIncident(row);
}

/** Null outside the time between the first incident and this month. */
export async function pastMonth(db: Db, snapshot: Snapshot, month: string): Promise<Month | null> {
  const { page, audience } = snapshot;
  const current = currentMonth(snapshot);
  if (month > current) return null;
  const from = startOfDay(`${month}-01`, page.timeZone);
  const to = startOfDay(`${nextMonth(month)}-01`, page.timeZone);
  const [rows, around] = await Promise.all([
    publicIncidentsBetween(db, page.id, audience, from, to),
    publicStartsAround(db, page.id, audience, from, to),
  ]);
  if (rows.length === 0 && around.before === null && month !== current) return null;
  const older = around.before === null ? null : monthOf(around.before, page.timeZone);
  const newer = around.after === null ? current : monthOf(around.after, page.timeZone);
  return {
    month,
    incidents: rows.map(toSnapshotIncident),
    older,
    newer: month === current ? null : newer,
    partial: false,
  };
}

const ABOUT = 20;

/** The newest incidents and maintenances of these components. */
export async function pastAbout(
  db: Db,
  { page, audience }: Snapshot,
  componentIds: readonly string[],
): Promise<SnapshotIncident[]> {
  const rows = await publicIncidentsAbout(db, page.id, audience, componentIds, ABOUT);
  return rows.map(toSnapshotIncident);
}

/** A month (`2026-10`) or a year (`2026`), as far as it is past. */
export async function pastUptime(db: Db, snapshot: Snapshot, period: string): Promise<Uptime> {
  const { page, audience, builtAt, components, uptime } = snapshot;
  const [first, count] = [firstDayOf(period), daysOf(period)];
  const span = {
    from: startOfDay(first, page.timeZone),
    to: Math.min(builtAt, startOfDay(addDays(first, count), page.timeZone)),
  };
  const rows = await publicUptime(db, page.id, audience, span);
  return uptimeOver(
    { timeZone: page.timeZone, weights: uptime.weights, components, uptime: rows },
    { first, count, now: builtAt },
  );
}

const PART = 50;

/** One part of the whole history, and the incident before which the next part begins. */
export async function pastPart(
  db: Db,
  { page, audience }: Snapshot,
  before: SnapshotIncident | null,
): Promise<{ incidents: SnapshotIncident[]; next: string | null }> {
  const rows = await publicIncidentsBefore(db, page.id, audience, before, PART + 1);
  const incidents = rows.slice(0, PART).map(toSnapshotIncident);
  return { incidents, next: rows.length > PART ? (incidents.at(-1)?.id ?? null) : null };
}

/** Three months, newest first; `part` 1 ends with this month. An empty month is there too. */
export async function pastQuarter(
  db: Db,
  snapshot: Snapshot,
  part: number,
): Promise<{ month: string; incidents: SnapshotIncident[] }[]> {
  const { page, audience } = snapshot;
  let newest = currentMonth(snapshot);
  for (let back = 0; back < (part - 1) * 3; back++) newest = previousMonth(newest);
  const months = [newest, previousMonth(newest), previousMonth(previousMonth(newest))] as const;
  const from = startOfDay(`${months[2]}-01`, page.timeZone);
  const to = startOfDay(`${nextMonth(newest)}-01`, page.timeZone);
  const rows = await publicIncidentsBetween(db, page.id, audience, from, to);
  const byMonth = Map.groupBy(rows.map(toSnapshotIncident), (i) =>
    monthOf(i.startedAt, page.timeZone),
  );
  return months.map((month) => ({ month, incidents: byMonth.get(month) ?? [] }));
}

/** The newest month in which something happened, so that a quiet page's history is not empty. */
export function newestMonth(snapshot: Snapshot): string {
  const starts = [...snapshot.incidents, ...snapshot.maintenances].map((i) => i.startedAt);
  if (starts.length === 0) return currentMonth(snapshot);
  return monthOf(Math.min(Math.max(...starts), snapshot.builtAt), snapshot.page.timeZone);
}

export const currentMonth = (snapshot: Snapshot): string =>
  monthOf(snapshot.builtAt, snapshot.page.timeZone);
