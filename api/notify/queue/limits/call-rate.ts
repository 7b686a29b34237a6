import { RESERVED } from '../../../../db/channel/rate-limit.ts';
import { SECOND } from '../../../domain/time/time.ts';
import { pause } from './permits.ts';

const CHECK_INTERVAL = 2;

/**
 * Calls to a provider that counts those of the last second. After a pause of this machine, delayed
 * calls would arrive together. A call arrives some time before its response, at least by the
 * fastest round trip.
 */
export class CallRate {
  /** When the newest calls stop counting. */
  #counted: { until: number }[] = [];
  #fastestMs = Number.POSITIVE_INFINITY;

  /** Makes a call once the rate that the provider announced surely allows it; null: no limit. */
  async within<T>(announced: number | null, call: () => Promise<T>): Promise<T> {
    const most = announced === null ? Number.POSITIVE_INFINITY : Math.max(1, announced - RESERVED);
    while (this.#countedNow() >= most) await pause(CHECK_INTERVAL);
    const one = { until: Number.POSITIVE_INFINITY };
    this.#counted.push(one);
    const startedAt = performance.now();
    return call().finally(() => {
      const respondedAt = performance.now();
      this.#fastestMs = Math.min(this.#fastestMs, respondedAt - startedAt);
      one.until = respondedAt - this.#fastestMs + SECOND;
    });
  }

  #countedNow(): number {
    const now = performance.now();
    this.#counted = this.#counted.filter(({ until }) => until > now);
    return this.#counted.length;
  }
}
