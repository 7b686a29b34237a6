import type { Db } from '../../../db/engine/client.ts';
import { listAlertRoutes } from '../../../db/on-call/alert-route.ts';
import { findFeed } from '../../../db/on-call/feed.ts';
import { listSchedules, type StoredSchedule } from '../../../db/on-call/schedule.ts';
import { listMembers } from '../../../db/team/account.ts';
import { mondayOf, presentRotations, shiftDaysFrom } from '../../domain/on-call/calendar.ts';
import { nameIn } from '../../domain/on-call/schedule.ts';
import { gapsBetween, type Shift, shiftAt, shiftsOf } from '../../domain/on-call/shifts.ts';
import { describeGap } from '../../domain/on-call/words.ts';
import { DAY } from '../../domain/time/time.ts';
import { startOfDay } from '../../domain/time/zone.ts';

const WEEKS = 4;

/** Who is on call now, for the overview and the room. */
export type OnCallNow = Awaited<ReturnType<typeof readOnCallNow>>[number];

export const readOnCallNow = async (db: Db, pageId: string, now: number) =>
  (await listSchedules(db, pageId, now)).map((schedule) => nowIn(schedule, now));

function nowIn(schedule: StoredSchedule, now: number) {
  const shift = shiftAt(schedule, now);
  return {
    ...{ id: schedule.id, name: schedule.name, zone: schedule.zone },
    people: shift.people.map((id) => ({ id, name: nameIn(schedule, id) })),
    shift,
    hasRotations: presentRotations(schedule, now).length > 0,
  };
}

export type OnCallOverview = Awaited<ReturnType<typeof readOnCall>>;

/** The first page: every schedule with the present shift, the next one, and gaps to come. */
export async function readOnCall(db: Db, pageId: string, personId: string, now: number) {
  const [stored, feed, alerts] = await Promise.all([
    listSchedules(db, pageId, now),
    findFeed(db, pageId, personId, ''),
    listAlertRoutes(db, pageId),
  ]);
  const schedules = stored.map((schedule) => {
    const present = nowIn(schedule, now);
    return {
      ...present,
      next: nextAfter(schedule, present.shift),
      gaps: present.hasRotations ? gapsIn(schedule, now) : [],
    };
  });
  const mine = stored
    .flatMap((schedule) =>
      shiftsOf(schedule, personId, now, now + WEEKS * 7 * DAY).map((shift) => ({
        ...{ ...shift, scheduleId: schedule.id, name: schedule.name, zone: schedule.zone },
      })),
    )
    .sort((a, b) => a.from - b.from);
  return { schedules, mine, feed, alerts };
}

function nextAfter(schedule: StoredSchedule, shift: Shift) {
  const next = shiftAt(schedule, shift.until);
  if (next.people.length === 0) return null;
  return { from: next.from, people: next.people.map((id) => nameIn(schedule, id)) };
}

const gapsIn = (schedule: StoredSchedule, now: number) =>
  gapsBetween(schedule, now, now + WEEKS * 7 * DAY).map((gap) => ({
    ...{ from: gap.from, until: gap.until, words: describeGap(gap, schedule) },
  }));

export type ShownSchedule = Awaited<ReturnType<typeof readSchedule>>;

/** One schedule with the calendar of four weeks. `first` is the Monday; null for this week. */
export async function readSchedule(
  db: Db,
  schedule: StoredSchedule,
  { first, now, personId }: { first: string | null; now: number; personId: string },
) {
  const monday = first ?? mondayOf(now, schedule.zone);
  const from = startOfDay(monday, schedule.zone);
  const until = from + WEEKS * 7 * DAY;
  return {
    schedule,
    monday,
    days: shiftDaysFrom(schedule, monday, WEEKS * 7),
    present: nowIn(schedule, now),
    next: nextAfter(schedule, shiftAt(schedule, now)),
    gaps: gapsBetween(schedule, Math.max(now, from), Math.max(now, until)).map((gap) => ({
      ...{ from: gap.from, until: gap.until, words: describeGap(gap, schedule) },
    })),
    rotations: presentRotations(schedule, now),
    overrides: schedule.overrides.filter((one) => one.until > now),
    feed: await findFeed(db, schedule.pageId, personId, schedule.id),
  };
}

/** Members, for choosing people. */
export const readTeam = async (db: Db, pageId: string) =>
  (await listMembers(db, pageId)).map(({ id, name }) => ({ id, name }));
