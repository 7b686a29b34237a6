import { Temporal } from 'temporal-polyfill';
import { offsetAt } from './offset.ts';
import { DAY, MINUTE } from './time.ts';

/** Instants are UTC milliseconds and zones are IANA names everywhere in this product. */
const at = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

export function isZone(zone: string): boolean {
  try {
    at(0, zone);
    new Intl.DateTimeFormat('en', { timeZone: zone }); // Temporal alone would accept an offset as a zone
    return true;
  } catch {
    return false;
  }
}

/** `2026-11-20T10:05:00.120Z`, or with the zone's offset. Never `+00:00`. */
export function isoInZone(ms: number, zone: string): string {
  if (zone === 'UTC') return new Date(ms).toISOString(); // the same, faster
  const offset = offsetAt(ms, zone);
  if (offset % MINUTE === 0)
    return new Date(ms + offset).toISOString().replace('Z', offset === 0 ? 'Z' : signed(offset));
  const iso = at(ms, zone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
  return iso.replace(/[+-]00:00$/, 'Z');
}

/** `2026-11-20`: the day of the instant in the zone. */
export const dayOf = (ms: number, zone: string): string =>
  new Date(ms + offsetAt(ms, zone)).toISOString().replace(/T.*/, '');

/** `+02:00`. */
function signed(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((n) =>
    `${n}`.padStart(2, '0'),
  );
  return `${offset < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** First instant of a calendar day, which may have 23 or 25 hours. */
export function startOfDay(day: string, zone: string): number {
  const utc = utcOf(day);
  // Temporal takes a tenth of a millisecond per day, and a year has many days.
  if (utc !== null) {
    const offset = offsetAt(utc - DAY, zone);
    if (offset === offsetAt(utc + DAY, zone)) return utc - offset;
  }
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}

export function addDays(day: string, days: number): string {
  const utc = utcOf(day);
  if (utc === null || days % 1 !== 0) return Temporal.PlainDate.from(day).add({ days }).toString();
  return new Date(utc + days * DAY).toISOString().replace(/T.*/, '');
}

/** Null unless the text is a day in exactly this form. */
function utcOf(day: string): number | null {
  const utc = Date.parse(day);
  return Number.isFinite(utc) && new Date(utc).toISOString() === `${day}T00:00:00.000Z`
    ? utc
    : null;
}

/** The value of `<input type="datetime-local">` as local time in the zone. Null when invalid. */
export function parseLocal(text: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** Which of two instants is meant when the clocks go back. */
export const folds = ['earlier', 'later'] as const;
export type Fold = (typeof folds)[number];

/** A typed local time as an instant, or why it is none. A time in the repeated hour has two instants. */
export type LocalReading =
  | { at: number }
  | { error: 'unreadable' }
  | { error: 'skipped'; next: string }
  | { error: 'repeated'; instants: [number, number] };

/**
 * Reads a local time from a form. `was` is the instant that the form showed: if the minute was not
 * changed, it stays exact.
 */
export function readLocal(
  text: string,
  zone: string,
  { fold, was }: { fold?: string | undefined; was?: number | null | undefined } = {},
): LocalReading {
  const at = parseLocal(text, zone);
  if (at === null) return { error: 'unreadable' };
  const next = localInput(at, zone);
  if (next !== text.slice(0, 16)) return { error: 'skipped', next };
  const instants = bothInstants(text, zone);
  const chosen = folds.indexOf(fold as Fold);
  const meant = chosen < 0 ? instants : [instants[chosen] ?? at];
  if (was != null && text.length <= 16)
    for (const one of meant)
      if (Math.floor(was / 60_000) === Math.floor(one / 60_000)) return { at: was };
  const [first = at, second = first] = meant;
  return first === second ? { at: first } : { error: 'repeated', instants: [first, second] };
}

type LocalTimeError = Exclude<LocalReading, { at: number }>;

/** What to change, for the person who typed it. */
export function localTimeError(reading: LocalTimeError, zone: string): string {
  if (reading.error === 'unreadable') return 'Choose a date and time.';
  if (reading.error === 'skipped')
    return `This time doesn’t exist in ${zone}: the clocks go forward. Choose ${reading.next.slice(11)} or another time.`;
  return `This time occurs twice in ${zone}: the clocks go back. Choose which one you mean.`;
}

/** Both instants of a local time; they differ only in the repeated hour. */
function bothInstants(text: string, zone: string): [number, number] {
  const local = Temporal.PlainDateTime.from(text);
  const instantWith = (disambiguation: Fold) =>
    local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  return [instantWith('earlier'), instantWith('later')];
}

/** `2026-11-20T10:05`: the value of a `datetime-local` input. */
export const localInput = (ms: number, zone: string): string =>
  at(ms, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** `Fri, 20 Nov 2026 10:05:00 +0000`, in the zone: the dates of RSS. */
export function zonedRfc822(ms: number, zone: string): string {
  const offset = offsetAt(ms, zone);
  if (offset % MINUTE === 0)
    return new Date(ms + offset).toUTCString().replace('GMT', signed(offset).replace(':', ''));
  const then = at(ms, zone);
  const [day, time] = [then.toPlainDate(), then.toPlainTime()];
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][day.dayOfWeek - 1];
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[day.month - 1];
  const date = `${String(day.day).padStart(2, '0')} ${month} ${String(day.year).padStart(4, '0')}`;
  const clock = time.toString({ smallestUnit: 'second' });
  return `${weekday}, ${date} ${clock} ${then.offset.slice(0, 6).replace(':', '')}`;
}
