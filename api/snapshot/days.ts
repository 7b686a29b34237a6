import { addDays, dayOf, startOfDay } from '../domain/zone.ts';
import type { SnapshotDay } from './snapshot.ts';

/** Days of incidents on the front page, today among them. */
export const RECENT_DAYS = 15;

/** Today first, in the page's zone; a day without incidents is there too. */
export function recentDays(
  starts: { quarter: number; incidents: number }[],
  zone: string,
  now: number,
): SnapshotDay[] {
  const today = dayOf(now, zone);
  let end = startOfDay(addDays(today, 1), zone);
  return Array.from({ length: RECENT_DAYS }, (_, back) => {
    const day = addDays(today, -back);
    const [from, until] = [startOfDay(day, zone), end];
    end = from;
    const within = starts.filter(({ quarter }) => quarter >= from && quarter < until);
    return { day, from, incidents: within.reduce((sum, { incidents }) => sum + incidents, 0) };
  });
}
