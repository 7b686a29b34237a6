import { Temporal } from 'temporal-polyfill';
import { DAY, HOUR } from '../time/time.ts';
import type { Rotation, RotationUnit } from './schedule.ts';
import { instantsOf, type WallTime, wallTimeAt } from './wall-time.ts';

const lengths: Record<Exclude<RotationUnit, 'month'>, number> = {
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
};

/** Longest turn of each unit, so that a year of turns is read quickly. */
export const mostUnits: Record<RotationUnit, number> = { hour: 168, day: 90, week: 26, month: 12 };

type Turns = Pick<Rotation, 'unit' | 'every' | 'startsAt'>;

/**
 * When turn number `turn` begins; 0 is the first. At the same time by the clock each time: once in
 * a repeated hour, at its first occurrence, and after a skipped one.
 */
export function handoverAt(rotation: Turns, zone: string, turn: number): number {
  if (turn === 0) return rotation.startsAt;
  const { first, last, isSkipped } = instantsOf(wallOfTurn(rotation, zone, turn), zone);
  return isSkipped ? last : first;
}

function wallOfTurn({ unit, every, startsAt }: Turns, zone: string, turn: number): WallTime {
  const start = wallTimeAt(startsAt, zone);
  if (unit !== 'month') return start + turn * every * lengths[unit];
  return addMonths(start, turn * every);
}

/** The 31st is the last day of shorter months. */
function addMonths(wall: WallTime, months: number): WallTime {
  const time = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC');
  return time.add({ months }).epochMilliseconds;
}

/** The turn that an instant is in; null before the first. A turn without any length is skipped. */
export function turnAt(rotation: Turns, zone: string, instant: number): number | null {
  if (instant < rotation.startsAt) return null;
  let turn = Math.max(0, turnsUntil(rotation, zone, instant));
  while (turn > 0 && handoverAt(rotation, zone, turn) > instant) turn--;
  while (handoverAt(rotation, zone, turn + 1) <= instant) turn++;
  return turn;
}

/** About how many turns there were. */
function turnsUntil({ unit, every, startsAt }: Turns, zone: string, instant: number): number {
  const [start, now] = [wallTimeAt(startsAt, zone), wallTimeAt(instant, zone)];
  if (unit !== 'month') return Math.floor((now - start) / (every * lengths[unit]));
  const monthOf = (wall: WallTime) => {
    const date = new Date(wall);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  return Math.floor((monthOf(now) - monthOf(start)) / every);
}
