import { Temporal } from 'temporal-polyfill';
import { memoize } from '../memoize.ts';
import { defaultLocale, type Locale, languages } from '../text/locale.ts';
import { isMonth } from './days.ts';
import { offsetAt } from './offset.ts';
import { DAY } from './time.ts';
import { dayOf } from './zone.ts';

/** Formats instants, days and months for readers, always in a named zone. */
export function format(zone: string, options: Intl.DateTimeFormatOptions, tag = 'en-US') {
  const key = `${tag} ${zone} ${Object.entries(options)}`;
  const made = formats.get(key) ?? new Intl.DateTimeFormat(tag, { timeZone: zone, ...options });
  formats.set(key, made);
  return made;
}

const formatIn = (locale: Locale, zone: string, options: Intl.DateTimeFormatOptions) =>
  format(zone, options, languages[locale].format);

/** Creating a format takes longer than drawing a page. Zones and options are few. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** No English locale has short names for all zones, so several are tried. */
const namingLocales = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA', 'en-NZ'];

/** `UTC`, `CET`, `EST`, in German `MEZ`; `GMT+9` where a zone has no name. */
export const zoneName = (ms: number, zone: string, locale: Locale = defaultLocale): string =>
  zoneNames(`${locale} ${zone} ${offsetAt(ms, zone)} ${Math.floor(ms / DAY)}`, () =>
    zoneNameAnew(ms, zone, locale),
  );

const zoneNames = memoize<string>(5000);

function zoneNameAnew(ms: number, zone: string, locale: Locale): string {
  const nameIn = (tag: string) =>
    format(zone, { timeZoneName: 'short' }, tag)
      .formatToParts(ms)
      .find((part) => part.type === 'timeZoneName')?.value ?? zone;
  for (const tag of [languages[locale].format, ...namingLocales]) {
    const name = nameIn(tag);
    if (!/[+\-\u2212]/.test(name)) return name;
  }
  return nameIn('en-GB');
}

/** `14:50`. */
export const formatClock = (ms: number, zone: string, locale: Locale = defaultLocale): string =>
  formatIn(locale, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** Between a date and a time: `, `. */
export const dateTimeSeparator = (locale: Locale): string =>
  locale === 'ja' ? ' ' : languages[locale].dir === 'rtl' ? '، ' : ', ';

/** Between the start and the end of a window. */
export const rangeSeparator = (locale: Locale): string => (locale === 'ja' ? '～' : ' – ');

/** `14:50 UTC`; on another day than `now`, `Nov 19, 14:50 UTC`; in another year with the year. */
export function formatMoment(
  ms: number,
  zone: string,
  now: number,
  locale: Locale = defaultLocale,
): string {
  return dayOf(ms, zone) === dayOf(now, zone)
    ? timeWords(ms, zone, locale)
    : formatDated(ms, zone, now, locale);
}

const timeWords = (ms: number, zone: string, locale: Locale): string =>
  times(
    `${locale} ${zone} ${ms}`,
    () => `${formatClock(ms, zone, locale)} ${zoneName(ms, zone, locale)}`,
  );

const times = memoize<string>(5000);

/** The same, always with the day. */
export function formatDated(
  ms: number,
  zone: string,
  now: number,
  locale: Locale = defaultLocale,
): string {
  const options = { day: 'numeric', month: 'short', ...yearUnless(ms, zone, now) } as const;
  const date = formatIn(locale, zone, options).format(ms);
  return `${date}${dateTimeSeparator(locale)}${timeWords(ms, zone, locale)}`;
}

/** `Nov 28, 02:00 – 04:00 UTC`, or two full times when the window crosses midnight. */
export function formatWindow(
  from: number,
  until: number,
  zone: string,
  now: number,
  locale: Locale = defaultLocale,
): string {
  const end = formatMoment(until, zone, from, locale);
  const options = { day: 'numeric', month: 'short', ...yearUnless(from, zone, now) } as const;
  const day = formatIn(locale, zone, options).format(from);
  return `${day}${dateTimeSeparator(locale)}${formatClock(from, zone, locale)}${rangeSeparator(locale)}${end}`;
}

const yearUnless = (ms: number, zone: string, now: number): Intl.DateTimeFormatOptions =>
  dayOf(ms, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4) ? {} : { year: 'numeric' };

/** `Saturday, November 28` for `2026-11-28`. */
export const formatDay = (day: string, locale: Locale = defaultLocale): string =>
  formatIn(locale, 'UTC', { weekday: 'long', day: 'numeric', month: 'long' }).format(
    Temporal.PlainDate.from(day).toZonedDateTime('UTC').epochMilliseconds,
  );

/** `Sat, Nov 28` for `2026-11-28`. */
export const formatWeekday = (day: string, locale: Locale = defaultLocale): string =>
  formatIn(locale, 'UTC', { weekday: 'short', day: 'numeric', month: 'short' }).format(
    Date.parse(day),
  );

/** `Nov 28` for `2026-11-28`; in another year than `today` with the year. */
export function formatShortDay(day: string, today: string, locale: Locale = defaultLocale): string {
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return shortDays(`${locale} ${isThisYear} ${day}`, () =>
    formatIn(locale, 'UTC', { day: 'numeric', month: 'short', ...year }).format(Date.parse(day)),
  );
}

const shortDays = memoize<string>(2000);

/** `November 2026` for `2026-11`. */
export const formatMonth = (month: string, locale: Locale = defaultLocale): string =>
  formatIn(locale, 'UTC', { month: 'long', year: 'numeric' }).format(
    Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 }).toZonedDateTime('UTC')
      .epochMilliseconds,
  );

/** `Nov` for `2026-11`. */
export const monthName = (month: string, locale: Locale = defaultLocale): string =>
  formatIn(locale, 'UTC', { month: 'short' }).format(Date.parse(`${month}-01`));

/** `November 2026`, or `2026`. */
export const formatPeriod = (period: string, locale: Locale = defaultLocale): string =>
  isMonth(period) ? formatMonth(period, locale) : period;

/** `2026-11`: the month of the instant in the zone. */
export const monthOf = (ms: number, zone: string): string => dayOf(ms, zone).slice(0, -3);

export const nextMonth = (month: string): string =>
  Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString();

export const previousMonth = (month: string): string =>
  Temporal.PlainYearMonth.from(month).subtract({ months: 1 }).toString();
