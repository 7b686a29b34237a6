import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { MINUTE } from './time.ts';
import { addDays, dayOf, isZone } from './zone.ts';

/** Adds minutes to an instant: around the clock, or in working time. */
export type AddMinutes = (from: number, minutes: number) => number;

export const aroundTheClock: AddMinutes = (from, minutes) => from + minutes * MINUTE;

/** From Monday on, as in ISO 8601. */
export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

const Clock = z
  .string()
  .trim()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'Enter a time, such as 09:00.');

const Hours = z.object({ from: Clock, to: Clock }).refine(({ from, to }) => from < to, {
  path: ['to'],
  message: 'Choose an end that is later than the start. Work past midnight isn’t supported.',
});

const Holiday = z.object({
  date: z.iso.date('Enter a date, such as 2026-12-25.'),
  name: z.string().trim().max(80, 'A name can have at most 80 characters.').default(''),
});

/** When a team works. Local times in `zone`; a day without hours is null. */
export const WorkingCalendar = z.object({
  zone: z.string().refine(isZone, 'Choose a time zone from the list.'),
  days: z
    .array(Hours.nullable())
    .length(7, 'Give the hours of seven days, from Monday on.')
    .refine((days) => days.some((day) => day !== null), 'Keep at least one working day.'),
  holidays: z
    .array(Holiday)
    .max(200, 'Keep at most 200 holidays.')
    .transform((all) =>
      [...new Map(all.map((one) => [one.date, one])).values()].sort((a, b) =>
        a.date < b.date ? -1 : 1,
      ),
    ),
});
export type WorkingCalendar = z.infer<typeof WorkingCalendar>;

/** Monday to Friday, 9 to 17. */
export const standardCalendar = (zone: string): WorkingCalendar => ({
  zone,
  days: weekdays.map((_, i) => (i < 5 ? { from: '09:00', to: '17:00' } : null)),
  holidays: [],
});

/** The hours of one day, as instants (UTC ms). */
export type WorkingDay = { date: string; start: number; end: number };

/** Null for a day off. A time that the clocks skip or repeat is taken as calendars do. */
function workingDay(calendar: WorkingCalendar, date: string): WorkingDay | null {
  const day = Temporal.PlainDate.from(date);
  const hours = calendar.days[day.dayOfWeek - 1];
  if (!hours || calendar.holidays.some((one) => one.date === date)) return null;
  const at = (time: string) =>
    time === '24:00'
      ? day.add({ days: 1 }).toZonedDateTime(calendar.zone).epochMilliseconds
      : day.toZonedDateTime({ timeZone: calendar.zone, plainTime: time }).epochMilliseconds;
  const [start, end] = [at(hours.from), at(hours.to)];
  return start < end ? { date, start, end } : null;
}

/** More days than any list of holidays has in a row. */
const MAX_DAYS_OFF = 2000;

/** Working days from a date on, in order. */
function* workingDays(calendar: WorkingCalendar, from: string): Generator<WorkingDay> {
  for (let date = from, off = 0; off < MAX_DAYS_OFF; date = addDays(date, 1)) {
    const day = workingDay(calendar, date);
    off = day ? 0 : off + 1;
    if (day) yield day;
  }
}

/** When so many milliseconds of working time have passed. Zero is the instant itself. */
export function addWorkingTime(calendar: WorkingCalendar, from: number, ms: number): number {
  let left = ms;
  if (left <= 0) return from;
  for (const { start, end } of workingDays(calendar, dayOf(from, calendar.zone))) {
    const begin = Math.max(start, from);
    if (begin >= end) continue;
    if (begin + left <= end) return begin + left;
    left -= end - begin;
  }
  return from + ms; // nobody ever works
}

/** Milliseconds of working time between two instants. */
export function workingTimeBetween(calendar: WorkingCalendar, from: number, to: number): number {
  let total = 0;
  for (const { start, end } of workingDays(calendar, dayOf(from, calendar.zone))) {
    if (start >= to) break;
    total += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return total;
}

/** The first working day after the day of the instant; null where nobody ever works. */
export function nextBusinessDay(calendar: WorkingCalendar, at: number): WorkingDay | null {
  const days = workingDays(calendar, addDays(dayOf(at, calendar.zone), 1));
  return days.next().value ?? null;
}
