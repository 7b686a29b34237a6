import type { Db } from '../../../db/engine/client.ts';
import type { OnCallFeed } from '../../../db/on-call/feed.ts';
import { listSchedules, type StoredSchedule } from '../../../db/on-call/schedule.ts';
import { nameIn } from '../../domain/on-call/schedule.ts';
import { shiftsBetween, shiftsOf } from '../../domain/on-call/shifts.ts';
import { DAY } from '../../domain/time/time.ts';
import { type CalendarShift, shiftCalendar } from '../../render/on-call/shift-calendar.ts';

const LOOKBACK = 30 * DAY;
const LOOKAHEAD = 180 * DAY;
/** Calendars poll each hour, and an hourly rotation has many shifts. */
const MAX = 2000;

/** The shifts of a person in all schedules, or everybody’s in one; null where that is archived. */
export async function readShiftFeed(db: Db, feed: OnCallFeed, now: number): Promise<string | null> {
  const from = now - LOOKBACK;
  const schedules = await listSchedules(db, feed.pageId, from);
  if (feed.scheduleId === '') {
    const shifts = schedules.flatMap((one) => ownShifts(one, feed.personId, from, now + LOOKAHEAD));
    return shiftCalendar('On call', inOrder(shifts), now);
  }
  const schedule = schedules.find(({ id }) => id === feed.scheduleId);
  if (!schedule) return null;
  const shifts = everyShift(schedule, from, now + LOOKAHEAD);
  return shiftCalendar(`On call: ${schedule.name}`, inOrder(shifts), now);
}

const ownShifts = (schedule: StoredSchedule, personId: string, from: number, until: number) =>
  shiftsOf(schedule, personId, from, until).map(
    (shift): CalendarShift => ({
      ...shift,
      ...{ scheduleId: schedule.id, personId, summary: `On call: ${schedule.name}` },
    }),
  );

const everyShift = (schedule: StoredSchedule, from: number, until: number) =>
  shiftsBetween(schedule, from, until).map(
    (shift): CalendarShift => ({
      ...{ scheduleId: schedule.id, personId: shift.people.join('+') },
      ...{ from: shift.from, until: shift.until },
      summary: shift.people.map((id) => nameIn(schedule, id)).join(', ') || 'Nobody is on call',
    }),
  );

const inOrder = (shifts: readonly CalendarShift[]): CalendarShift[] =>
  shifts.toSorted((a, b) => a.from - b.from).slice(0, MAX);
