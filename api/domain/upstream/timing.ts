import { HOUR, MINUTE, SECOND } from '../time/time.ts';
import { MAX_MISSES } from './report.ts';

/** Time between two polls of an address, ms. */
export const EVERY = 2 * MINUTE;
const MAX_WAIT = HOUR;
const MAX_ASKED = 24 * HOUR;

/**
 * How long until the next poll, ms. The first misses are asked again as usual, so that the status is
 * unknown soon; then twice as long each time, or as long as the vendor asks for.
 */
export function pollWait(misses: number, retryAfter: string | null, now: number): number {
  const doubled = EVERY * 2 ** Math.min(Math.max(0, misses - MAX_MISSES + 1), 10);
  return Math.max(Math.min(doubled, MAX_WAIT), Math.min(askedWait(retryAfter, now), MAX_ASKED));
}

/** `Retry-After` in seconds or as a date. */
function askedWait(retryAfter: string | null, now: number): number {
  if (!retryAfter) return 0;
  const seconds = Number(retryAfter);
  const wait = Number.isFinite(seconds) ? seconds * SECOND : Date.parse(retryAfter) - now;
  return wait > 0 ? wait : 0;
}
