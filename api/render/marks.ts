import { format, formatClock, zoneName } from '../domain/time/format.ts';
import { dayOf } from '../domain/time/zone.ts';

/** The markup in Statuspage's feeds: `Nov <var …>20</var>, <var …>10:05</var>`. */
export function markedMoment(at: number, zone: string): string {
  const month = format(zone, { month: 'short' }, 'en-US').format(at);
  const day = String(Number(dayOf(at, zone).slice(-2))).padStart(2, ' ');
  return `${month} <var data-var='date'>${day}</var>, ${time(at, zone)}`;
}

/** A time range, with the day once if both ends are on it. */
export function markedSpan(from: number, until: number, zone: string): string {
  const isOneDay = dayOf(from, zone) === dayOf(until, zone);
  const end = isOneDay ? time(until, zone) : markedMoment(until, zone);
  return `${markedMoment(from, zone)} - ${end} ${zoneName(until, zone)}`;
}

const time = (at: number, zone: string): string =>
  `<var data-var='time'>${formatClock(at, zone)}</var>`;
