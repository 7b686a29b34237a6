import { Temporal } from 'temporal-polyfill';
import { isMonth } from './days.ts';
import { dayOf } from './zone.ts';

/** How an instant, a day and a month are written for readers, in a zone that is always named. */
export function format(zone: string, options: Intl.DateTimeFormatOptions, locale = 'en-GB') {
  const key = `${locale} ${zone} ${Object.entries(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formats.set(key, made);
  return made;
}

/** Making one takes longer than drawing a page. There are only so many zones and ways to write. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** No one English locale knows the short names of all zones; the first that knows a name is asked. */
const namingLocales = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ'];

/** `UTC`, `CET`, `EST`; `GMT+9` where a zone has no name in English. */
export function zoneName(ms: number, zone: string): string {
  const nameIn = (locale: string) =>
    format(zone, { timeZoneName: 'short' }, locale)
      .formatToParts(ms)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone;
  for (const locale of namingLocales) {
    const name = nameIn(locale);
    if (!/^(GMT|UTC)[+-]/.test(name)) return name;
  }
  return nameIn('en-GB');
}

/** `14:50`. */
export const clockWords = (ms: number, zone: string): string =>
  format(zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** `14:50 UTC`; on another day than `now`, `19 Nov, 14:50 UTC`; in another year with the year. */
export function momentWords(ms: number, zone: string, now: number): string {
  const time = `${clockWords(ms, zone)} ${zoneName(ms, zone)}`;
  const [day, today] = [dayOf(ms, zone), dayOf(now, zone)];
  if (day === today) return time;
  const year = day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' as const };
  return `${format(zone, { day: 'numeric', month: 'short', ...year }).format(ms)}, ${time}`;
}

/** `28 Nov, 02:00 – 04:00 UTC`, or both ends whole where the window crosses midnight. */
export function windowWords(from: number, until: number, zone: string, now: number): string {
  const end = momentWords(until, zone, from);
  const day = format(zone, { day: 'numeric', month: 'short', ...yearUnless(from, zone, now) });
  return `${day.format(from)}, ${clockWords(from, zone)} – ${end}`;
}

const yearUnless = (ms: number, zone: string, now: number): Intl.DateTimeFormatOptions =>
  dayOf(ms, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4) ? {} : { year: 'numeric' };

/** `Saturday 28 November` for `2026-11-28`. */
export const dayWords = (day: string): string =>
  format('UTC', { weekday: 'long', day: 'numeric', month: 'long' })
    .format(Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds)
    .replace(',', '');

/** `28 Nov` for `2026-11-28`; in another year than `today` with the year. */
export const shortDayWords = (day: string, today: string): string =>
  format('UTC', {
    day: 'numeric',
    month: 'short',
    ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
  }).format(Date.parse(day));

/** `November 2026` for `2026-11`. */
export const monthWords = (month: string): string =>
  format('UTC', { month: 'long', year: 'numeric' }).format(
    Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 }).toZonedDateTime('UTC')
      .epochMilliseconds,
  );

/** `Nov` for `2026-11`. */
export const monthName = (month: string): string =>
  format('UTC', { month: 'short' }).format(Date.parse(`${month}-01`));

/** `November 2026`, or `2026`. */
export const periodWords = (period: string): string =>
  isMonth(period) ? monthWords(period) : period;

/** `2026-11`, the calendar month in which the instant falls there. */
export const monthOf = (ms: number, zone: string): string => dayOf(ms, zone).slice(0, -3);

export const nextMonth = (month: string): string =>
  Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString();

export const previousMonth = (month: string): string =>
  Temporal.PlainYearMonth.from(month).subtract({ months: 1 }).toString();
