import { addDays, dayOf } from '../domain/zone.ts';
import { RECENT_DAYS } from '../snapshot/build.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot/snapshot.ts';

export type PastDays = {
  /** Today first, in the page's zone; a day without incidents is there too. */
  days: { day: string; incidents: SnapshotIncident[] }[];
  /** Where all of them were quiet: the newest incident before them. */
  earlier: SnapshotIncident | null;
};

export function pastDays(snapshot: Snapshot): PastDays {
  const { timeZone } = snapshot.page;
  const today = dayOf(snapshot.builtAt, timeZone);
  const byDay = Map.groupBy(snapshot.incidents, (i) => dayOf(i.startedAt, timeZone));
  const days = Array.from({ length: RECENT_DAYS }, (_, back) => {
    const day = addDays(today, -back);
    return { day, incidents: byDay.get(day) ?? [] };
  });
  const isQuiet = days.every(({ incidents }) => incidents.length === 0);
  return { days, earlier: isQuiet ? (snapshot.incidents[0] ?? null) : null };
}
