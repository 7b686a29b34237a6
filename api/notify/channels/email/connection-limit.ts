import { MINUTE } from '../../../domain/time/time.ts';

/**
 * How many connections to open to a mail server: fewer after it refused one, then one more per
 * minute without a refusal, up to the configured number. Times in ms.
 */
export class ConnectionLimit {
  readonly #most: number;
  #lowered: number;
  #at = 0;

  constructor(most: number) {
    this.#most = most;
    this.#lowered = most;
  }

  current(now: number): number {
    const minutes = Math.max(0, Math.floor((now - this.#at) / MINUTE));
    return Math.min(this.#most, this.#lowered + minutes);
  }

  /** The server refused a connection while `open` were open. */
  refuse(open: number, now: number): void {
    this.#lowered = Math.max(1, Math.min(this.current(now), open) - 1);
    this.#at = now;
  }
}
