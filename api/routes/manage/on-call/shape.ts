import type { StoredSchedule } from '../../../../db/on-call/schedule.ts';
import { presentRotations } from '../../../domain/on-call/calendar.ts';
import { nameIn, type Rotation, type ShiftOverride } from '../../../domain/on-call/schedule.ts';
import { gapsBetween, type Shift } from '../../../domain/on-call/shifts.ts';
import { formatMinuteOfDay } from '../../../domain/on-call/words.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { DAY } from '../../../domain/time/time.ts';

const person = (schedule: StoredSchedule, id: string) => ({ id, name: nameIn(schedule, id) });

export const scheduleShape = (schedule: StoredSchedule, now: number) => ({
  id: schedule.id,
  page_id: schedule.pageId,
  name: schedule.name,
  time_zone: schedule.zone,
  rotations: presentRotations(schedule, now).map((one) => rotationShape(schedule, one)),
  overrides: schedule.overrides
    .filter((one) => one.until > now)
    .map((one) => overrideShape(schedule, one)),
  gaps: gapsShape(schedule, now),
});

const AHEAD = 28 * DAY;

/** Hours of the next four weeks that nobody covers; none without a rotation, as everywhere. */
export const gapsShape = (schedule: StoredSchedule, now: number) =>
  presentRotations(schedule, now).length === 0
    ? []
    : gapsBetween(schedule, now, now + AHEAD).map(({ from, until }) => ({
        from: isoTime(from),
        until: isoTime(until),
      }));

export const rotationShape = (schedule: StoredSchedule, one: Rotation) => ({
  id: one.rotationId,
  name: one.name,
  people: one.people.map((id) => person(schedule, id)),
  unit: one.unit,
  every: one.every,
  starts_at: isoTime(one.startsAt),
  in_force_from: isoTime(one.from),
  hours: one.restrictions.map(({ days, start, minutes }) => ({
    ...{ days, start: formatMinuteOfDay(start), minutes },
  })),
});

export const overrideShape = (schedule: StoredSchedule, one: ShiftOverride) => ({
  id: one.id,
  kind: one.kind,
  person: person(schedule, one.personId),
  replaces: one.replacedId === null ? null : person(schedule, one.replacedId),
  from: isoTime(one.from),
  until: isoTime(one.until),
  created_by: one.author,
});

export const shiftShape = (schedule: StoredSchedule, shift: Shift) => ({
  from: isoTime(shift.from),
  until: isoTime(shift.until),
  /** Nobody is on call. */
  gap: shift.people.length === 0,
  people: shift.people.map((id) => person(schedule, id)),
  left_the_team: shift.absent.map((id) => person(schedule, id)),
  rotation_id: shift.turn?.rotationId ?? null,
  override_ids: shift.overrides,
});
