import { memoize } from '../memoize.ts';
import { offsetAt } from '../time/offset.ts';
import { DAY } from '../time/time.ts';

/** What the clocks of a zone show, as the UTC milliseconds of the same date and time. */
export type WallTime = number;

export const wallTimeAt = (instant: number, zone: string): WallTime =>
  instant + offsetAt(instant, zone);

/**
 * When the clocks show a time. A repeated time has two instants. A skipped one has neither: `first`
 * is then the moment at which the clocks go forward, and `last` the same time as it reads after it.
 */
export type Reading = { first: number; last: number; isSkipped: boolean };

export function instantsOf(wall: WallTime, zone: string): Reading {
  const before = offsetAt(wall - DAY, zone);
  const after = offsetAt(wall + DAY, zone);
  if (before === after) return { first: wall - before, last: wall - before, isSkipped: false };
  return readings(`${zone} ${wall}`, () => nearChange(wall, zone, before, after));
}

const readings = memoize<Reading>(5000);

function nearChange(wall: WallTime, zone: string, before: number, after: number): Reading {
  const [old, renewed] = [wall - before, wall - after];
  const isBefore = offsetAt(old, zone) === before;
  const isAfter = offsetAt(renewed, zone) === after;
  if (!isBefore && !isAfter)
    return { first: changeBetween(renewed, old, zone, after), last: old, isSkipped: true };
  const instants = [...(isBefore ? [old] : []), ...(isAfter ? [renewed] : [])];
  return { first: Math.min(...instants), last: Math.max(...instants), isSkipped: false };
}

/** The first instant at which the zone has the offset `after`. */
function changeBetween(from: number, until: number, zone: string, after: number): number {
  let [low, high] = [from, until];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === after) high = middle;
    else low = middle;
  }
  return high;
}
