import { daysFrom } from '../domain/time/days.ts';
import { addDays, dayOf } from '../domain/time/zone.ts';
import type { SnapshotDay } from './snapshot.ts';

/** Days of incidents on the front page, including today. */
export const RECENT_DAYS = 15;

/** Today first, in the page's zone. Days without incidents are included. */
export function recentDays(
  starts: { quarter: number; incidents: number }[],
  zone: string,
  now: number,
): SnapshotDay[] {
  const first = addDays(dayOf(now, zone), 1 - RECENT_DAYS);
  const days = daysFrom(first, RECENT_DAYS, zone).toReversed();
  return days.map(({ day, from, to }) => {
    const within = starts.filter(({ quarter }) => quarter >= from && quarter < to);
    return { day, from, incidents: within.reduce((sum, { incidents }) => sum + incidents, 0) };
  });
}
