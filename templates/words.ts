import { format, formatClock, zoneName } from '../api/domain/time/format.ts';
import { dayOf } from '../api/domain/time/zone.ts';

/** `14:02 UTC`, or `14:02 UTC on November 20` on another day than `now`, for use in a sentence. */
export function formatInstant(at: number, zone: string, now: number): string {
  const clock = `${formatClock(at, zone)} ${zoneName(at, zone)}`;
  return dayOf(at, zone) === dayOf(now, zone) ? clock : `${clock} on ${day(at, zone, now)}`;
}

function day(at: number, zone: string, now: number): string {
  const sameYear = dayOf(at, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return dayWords(zone, sameYear, at);
}

/** `November 20` for `2026-11-20`, with the year if it differs. */
export function formatDate(date: string, zone: string, now: number): string {
  const sameYear = date.slice(0, 4) === dayOf(now, zone).slice(0, 4);
  return dayWords('UTC', sameYear, Date.parse(date));
}

const dayWords = (zone: string, sameYear: boolean, at: number): string =>
  format(zone, { day: 'numeric', month: 'long', ...(!sameYear && { year: 'numeric' }) }).format(at);

/** `12,500`; other values stay as they are. */
export const numberInWords = (value: unknown): string =>
  typeof value === 'number' ? value.toLocaleString('en') : String(value ?? '');

/** `02:00 to 04:00 UTC on November 28`, or two full times when the window crosses midnight. */
export function describeWindow(from: number, until: number, zone: string, now: number): string {
  const sameDay = dayOf(from, zone) === dayOf(until, zone);
  const start = sameDay ? formatClock(from, zone) : formatInstant(from, zone, now);
  return `${start} to ${formatInstant(until, zone, now)}`;
}

/** The window of a maintenance; a start or an end that is missing is now. */
export const describePlannedWindow = (
  { scheduledFor, scheduledUntil }: { scheduledFor: number | null; scheduledUntil: number | null },
  zone: string,
  now: number,
): string => describeWindow(scheduledFor ?? now, scheduledUntil ?? now, zone, now);

const units: readonly [string, number][] = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
];

/** `45 minutes`, `1 hour 30 minutes`, `2 days`. */
export function formatMinutes(minutes: number): string {
  let rest = Math.max(0, Math.round(minutes));
  const parts = units.flatMap(([name, size]) => {
    const n = Math.floor(rest / size);
    rest -= n * size;
    return n > 0 ? [`${n} ${name}${n === 1 ? '' : 's'}`] : [];
  });
  return parts.join(' ') || '0 minutes';
}

/** `up to 1,204 by email, about 7 seconds`, shown before publishing. */
export function describeReach(reach: { people: number; seconds: number | null }): string {
  if (reach.people === 0) return 'no subscribers yet';
  const people = `up to ${reach.people.toLocaleString('en')} ${reach.people === 1 ? 'email' : 'emails'}`;
  if (reach.seconds === null) return people;
  return `${people}, about ${formatSeconds(reach.seconds)}`;
}

/** `4 seconds`, `12 minutes`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (seconds >= 90) return formatMinutes(seconds / 60);
  return whole === 1 ? '1 second' : `${whole} seconds`;
}
