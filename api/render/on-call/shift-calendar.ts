import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { line } from '../feeds/calendar-parts.ts';

export type CalendarShift = {
  scheduleId: string;
  /** Whose shift it is; empty for a gap. */
  personId: string;
  summary: string;
  from: number;
  until: number;
};

const HOUR_IN_SECONDS = 3600;

/** Shifts as a calendar, in UTC: each is an event of its own, since rotations have overrides. */
export function shiftCalendar(name: string, shifts: readonly CalendarShift[], now: number): string {
  const drawn = ical({
    name: line(name),
    prodId: { company: 'Allclear', product: 'On call', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
    ttl: HOUR_IN_SECONDS,
    events: shifts.map(({ scheduleId, personId, summary, from, until }) => ({
      id: `${scheduleId}.${personId || 'gap'}.${from}@allclear`,
      stamp: new Date(now),
      start: new Date(from),
      end: new Date(until),
      summary: line(summary),
      transparency: ICalEventTransparency.TRANSPARENT,
    })),
  }).toString();
  return `${drawn.trimEnd()}\r\n`; // RFC 5545 §3.1: every line ends with CRLF
}
