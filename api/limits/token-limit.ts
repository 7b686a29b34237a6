import { LRUCache } from 'lru-cache';
import { MINUTE } from '../domain/time/time.ts';

const MAX_TOKENS = 10_000;
/** Requests are reported to the others in steps of this share of the limit. */
const STEPS = 20;

type Minute = {
  until: number;
  /** Requests of this minute that the others know of, theirs included. */
  shared: number;
  /** Requests counted here and not reported yet. */
  pending: number;
};

export type TokenUse = {
  /** Requests left in this minute, without this one; below 0 when it is over the limit. */
  remaining: number;
  /** The end of the minute. */
  until: number;
  /** How many requests to report now, after which `reported` is called; 0 for none. */
  report: number;
};

/**
 * Requests of each API token in each minute of the clock. Counted in memory, and from time to time
 * in the database, so that several processes or isolates share one limit without a write per request.
 */
export class TokenLimit {
  readonly limit: number;
  readonly #step: number;
  readonly #minutes = new LRUCache<string, Minute>({ max: MAX_TOKENS });

  constructor(limit: number) {
    this.limit = limit;
    this.#step = Math.max(1, Math.ceil(limit / STEPS));
  }

  take(token: string, now: number): TokenUse {
    const until = (Math.floor(now / MINUTE) + 1) * MINUTE;
    const known = this.#minutes.get(token);
    const minute = known?.until === until ? known : { until, shared: 0, pending: 0 };
    this.#minutes.set(token, minute);
    const remaining = this.limit - minute.shared - minute.pending - 1;
    if (remaining < 0) return { remaining, until, report: 0 };
    minute.pending++;
    const report = minute.pending >= this.#step ? minute.pending : 0;
    if (report > 0) {
      minute.shared += report;
      minute.pending = 0;
    }
    return { remaining, until, report };
  }

  /** The count of all processes after a report of this minute. */
  reported(token: string, until: number, all: number): void {
    const minute = this.#minutes.get(token);
    if (minute?.until === until) minute.shared = Math.max(minute.shared, all);
  }
}
