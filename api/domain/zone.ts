import { Temporal } from 'temporal-polyfill';
import { kept } from './kept.ts';

/** Every instant in this product is UTC milliseconds; a zone is an IANA name. */
const at = (ms: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

export function isZone(zone: string): boolean {
  try {
    at(0, zone);
    new Intl.DateTimeFormat('en', { timeZone: zone }); // Temporal alone takes an instant for a zone
    return true;
  } catch {
    return false;
  }
}

/** `2026-11-20T10:05:00.120Z`, or with the zone's offset. Never `+00:00`. */
export function isoInZone(ms: number, zone: string): string {
  if (zone === 'UTC') return new Date(ms).toISOString(); // the same, sooner
  const iso = at(ms, zone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
  return iso.replace(/[+-]00:00$/, 'Z');
}

/** `2026-11-20`, the calendar day on which the instant falls there. */
export const dayOf = (ms: number, zone: string): string =>
  days(`${zone} ${ms}`, () => at(ms, zone).toPlainDate().toString());

const days = kept<string>(5000);

/** First instant of that calendar day; a day may be 23 or 25 hours long. */
export function startOfDay(day: string, zone: string): number {
  return Temporal.PlainDate.from(day).toZonedDateTime(zone).epochMilliseconds;
}

export const addDays = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** What `<input type="datetime-local">` holds, read as local time in the zone. Null when unreadable. */
export function parseLocal(text: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** `2026-11-20T10:05`: the value of a `datetime-local` input. */
export const localInput = (ms: number, zone: string): string =>
  at(ms, zone).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** `Fri, 20 Nov 2026 10:05:00 +0000`, in the zone: the dates of RSS. */
export function zonedRfc822(ms: number, zone: string): string {
  const then = at(ms, zone);
  const [day, time, offset] = [then.toPlainDate(), then.toPlainTime(), then.offset];
  const weekday = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][day.dayOfWeek - 1];
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')[day.month - 1];
  const date = `${String(day.day).padStart(2, '0')} ${month} ${String(day.year).padStart(4, '0')}`;
  const clock = time.toString({ smallestUnit: 'second' });
  return `${weekday}, ${date} ${clock} ${offset.slice(0, 6).replace(':', '')}`;
}
