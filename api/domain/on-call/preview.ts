import { DAY, HOUR } from '../time/time.ts';
import { startOfDay } from '../time/zone.ts';
import { mondayOf } from './calendar.ts';
import type { RotationInput } from './input.ts';
import { handoverAt, turnAt } from './rotation.ts';
import { nameIn, type Rotation, type Schedule } from './schedule.ts';
import { gapsBetween, shiftsBetween } from './shifts.ts';
import { instantsOf, wallTimeAt } from './wall-time.ts';
import { describeGap, formatRange } from './words.ts';

const SHOWN = 12;
const LOOKAHEAD = 28 * DAY;

/**
 * A rotation as its form shows it: from the present turn on, with whoever has it first. Saved as it
 * is, it changes nobody’s shift.
 */
export function presentTurn(rotation: Rotation, zone: string, now: number): Rotation {
  const turn = turnAt(rotation, zone, now);
  if (turn === null || rotation.people.length === 0) return rotation;
  const first = turn % rotation.people.length;
  const people = [...rotation.people.slice(first), ...rotation.people.slice(0, first)];
  return { ...rotation, people, startsAt: handoverAt(rotation, zone, turn) };
}

/** The last Monday at 09:00 by the clock, so that a new rotation covers the present. */
export function proposedStart(zone: string, now: number): number {
  const nineAmOn = (instant: number) =>
    instantsOf(wallTimeAt(startOfDay(mondayOf(instant, zone), zone), zone) + 9 * HOUR, zone).first;
  const start = nineAmOn(now);
  return start <= now ? start : nineAmOn(now - 7 * DAY);
}

export type RotationPreview = ReturnType<typeof previewRotation>;

/** The next shifts of the whole schedule, and its gaps in four weeks, with the rotation as typed. */
export function previewRotation(
  schedule: Schedule,
  input: RotationInput,
  {
    rotationId = 'new',
    members,
    now,
  }: {
    rotationId?: string | undefined;
    members: readonly { id: string; name: string }[];
    now: number;
  },
) {
  const from = Math.max(now, input.startsAt);
  const typed = { ...input, id: 'typed', rotationId, from, until: null };
  const known = schedule.rotations.some((one) => one.rotationId === rotationId);
  const rotations = schedule.rotations.map((one) =>
    one.rotationId === rotationId && (one.until === null || one.until > from)
      ? { ...one, until: Math.max(one.from, from) }
      : one,
  );
  const place = schedule.rotations.findIndex((one) => one.rotationId === rotationId);
  if (known) rotations.splice(place, 0, typed);
  else rotations.push(typed);
  const people = members.map((one) => ({ ...one, leftAt: null }));
  const others = schedule.people.filter(({ id }) => !members.some((one) => one.id === id));
  const changed = { ...schedule, rotations, people: [...people, ...others] };
  const shifts = shiftsBetween(changed, now, from + LOOKAHEAD).filter(
    (one) => one.people.length > 0,
  );
  return {
    shifts: shifts.slice(0, SHOWN).map((one) => ({
      when: formatRange(one.from, one.until, schedule.zone),
      who: one.people.map((id) => nameIn(changed, id)).join(', '),
    })),
    gaps: gapsBetween(changed, now, from + LOOKAHEAD).map((gap) => describeGap(gap, changed)),
  };
}
