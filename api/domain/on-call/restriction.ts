import { DAY, MINUTE } from '../time/time.ts';
import type { Restriction } from './schedule.ts';
import { instantsOf, type WallTime, wallTimeAt } from './wall-time.ts';

export type HoursWindow = { from: number; until: number };

export const MINUTES_A_DAY = DAY / MINUTE;

/** Whether one of the windows covers the instant. */
export const isCovered = (
  restrictions: readonly Restriction[],
  zone: string,
  instant: number,
): boolean =>
  restrictions.length === 0 ||
  windowsNear(restrictions, zone, instant, instant + 1).some(
    ({ from, until }) => from <= instant && instant < until,
  );

/**
 * Windows around a time. Where clocks go back, a window lasts until the second occurrence of its
 * end: two people for an hour are better than nobody.
 */
export function windowsNear(
  restrictions: readonly Restriction[],
  zone: string,
  from: number,
  until: number,
): HoursWindow[] {
  const firstDay = Math.floor(wallTimeAt(from, zone) / DAY);
  const lastDay = Math.floor(wallTimeAt(until, zone) / DAY) + 1;
  return restrictions.flatMap(({ days, start, minutes }) => {
    const windows: HoursWindow[] = [];
    const back = Math.ceil((start + minutes) / MINUTES_A_DAY);
    for (let day = firstDay - back; day <= lastDay; day++) {
      if (!days.includes(weekdayOf(day))) continue;
      const begins: WallTime = day * DAY + start * MINUTE;
      const window = {
        from: instantsOf(begins, zone).first,
        until: instantsOf(begins + minutes * MINUTE, zone).last,
      };
      if (window.from < window.until) windows.push(window);
    }
    return windows;
  });
}

/** ISO day of a day number: day 0 was a Thursday. */
const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
