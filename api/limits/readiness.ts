import type { Db } from '../../db/engine/client.ts';
import { proveReadWrite } from '../../db/engine/health.ts';
import { withTimeout } from '../core/timeout.ts';
import { SECOND } from '../domain/time/time.ts';

/**
 * Whether the database accepts writes, checked at most once a second, since anybody may ask. Only a
 * write detects a full disk.
 */
export class Readiness {
  readonly #deps: { db: Db; clock: () => number; shares: boolean };
  #known: { until: number; error: unknown } | null = null;
  #underWay: Promise<unknown> | null = null;

  /** `shares`: a request may wait for the check of another; not on Workers. */
  constructor(deps: { db: Db; clock: () => number; shares: boolean }) {
    this.#deps = deps;
  }

  /** The database's error; null while it can be read and written. */
  async error(): Promise<unknown> {
    const now = this.#deps.clock();
    if (this.#known && now < this.#known.until && now >= this.#known.until - SECOND)
      return this.#known.error;
    if (this.#underWay !== null) return this.#underWay;
    const asking = this.#ask().finally(() => {
      this.#underWay = null;
    });
    if (this.#deps.shares) this.#underWay = asking;
    return asking;
  }

  async #ask(): Promise<unknown> {
    const error = await withTimeout(proveReadWrite(this.#deps.db)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    this.#known = { until: this.#deps.clock() + SECOND, error };
    return error;
  }
}
