import { daysFrom } from '../time/days.ts';
import { weekdayOf } from '../time/week.ts';
import { addDays, dayOf } from '../time/zone.ts';
import type { Schedule } from './schedule.ts';
import { type Shift, shiftsBetween } from './shifts.ts';
import { isInForce } from './who-is-on-call.ts';

/** A shift or a gap on one day. */
export type ShiftEntry = {
  shift: Shift;
  /** The part of the day; the whole day where `isAllDay`. */
  from: number;
  until: number;
  isAllDay: boolean;
};
export type ShiftDay = { day: string; entries: ShiftEntry[] };

/** The Monday of the week that an instant is in. */
export function mondayOf(instant: number, zone: string): string {
  const day = dayOf(instant, zone);
  return addDays(day, 1 - weekdayOf(day));
}

/** Days from `first` on, each with its shifts and gaps in order. */
export function shiftDaysFrom(schedule: Schedule, first: string, count: number): ShiftDay[] {
  const days = daysFrom(first, count, schedule.zone);
  const shifts = shiftsBetween(schedule, days[0]?.from ?? 0, days.at(-1)?.to ?? 0);
  let place = 0;
  return days.map(({ day, from, to }) => {
    while ((shifts[place]?.until ?? Number.POSITIVE_INFINITY) <= from) place++;
    const entries: ShiftEntry[] = [];
    for (let i = place; (shifts[i]?.from ?? to) < to; i++) {
      const shift = shifts[i];
      if (!shift) break;
      const part = { from: Math.max(shift.from, from), until: Math.min(shift.until, to) };
      entries.push({ shift, ...part, isAllDay: part.from === from && part.until === to });
    }
    return { day, entries };
  });
}

/** Rotations that are in force at an instant or begin later, each in its newest version. */
export const presentRotations = ({ rotations }: Schedule, now: number) =>
  rotations.filter((one) => one.until === null && (isInForce(one, now) || one.from > now));
