import { Temporal } from 'temporal-polyfill';
import { memoize } from '../memoize.ts';
import { addDays, startOfDay } from './zone.ts';

/** A calendar day of a zone, which may have 23 or 25 hours. */
export type Day = { day: string; from: number; to: number };

/** `count` days from `first` on. */
export const daysFrom = (first: string, count: number, zone: string): readonly Day[] =>
  intervals(`${first} ${count} ${zone}`, () => daysAnew(first, count, zone));

const intervals = memoize<Day[]>(8);

function daysAnew(first: string, count: number, zone: string): Day[] {
  const days = Array.from({ length: count + 1 }, (_, i) => addDays(first, i));
  const starts = days.map((day) => startOfDay(day, zone));
  return days.slice(0, count).map((day, i) => ({
    day,
    from: starts[i] ?? 0,
    to: starts[i + 1] ?? 0,
  }));
}

/** A month as `2026-10`, or a year as `2026`. */
export const PERIOD = '[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?';

export const isMonth = (period: string): boolean => period.length > 4;

export function firstDayOf(period: string): string {
  return isMonth(period) ? `${period}-01` : `${period}-01-01`;
}

export function daysOf(period: string): number {
  const first = Temporal.PlainDate.from(firstDayOf(period));
  return isMonth(period) ? first.daysInMonth : first.daysInYear;
}
