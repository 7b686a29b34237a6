import { DAY, MINUTE, SECOND } from '../time/time.ts';

/** Values nearer to each other than this are one; the last counts. */
export const SLOT = 30 * SECOND;
/** How far back data can be filled in. */
const BACK_FILL = 28 * DAY;
/** How far a sender's clock may be ahead. */
const AHEAD = 5 * MINUTE;
/** In one request. */
export const MAX_POINTS = 3000;

/** A value at an instant in UTC ms. */
export type Point = { at: number; value: number };

/** Why a time cannot be stored; null for one that can. */
export function timeProblem(at: number, now: number): string | null {
  // A time in ms, which some scripts send, is thousands of years ahead.
  if (at > now + 1000 * 365 * DAY) return 'timestamp is in seconds, not milliseconds.';
  if (at > now + AHEAD) return 'timestamp is in the future.';
  if (at < now - BACK_FILL) return 'timestamp is more than 28 days ago.';
  return null;
}

export const slotOf = (at: number): number => Math.round(at / SLOT) * SLOT;

/** One per slot, oldest first. */
export function inSlots(points: readonly Point[]): Point[] {
  const last = new Map(points.map(({ at, value }) => [slotOf(at), value]));
  return [...last].map(([at, value]) => ({ at, value })).sort((a, b) => a.at - b.at);
}
