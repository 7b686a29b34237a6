import { MINUTE } from '../../../domain/time/time.ts';

/**
 * How many connections a mail server takes at once: fewer after it refused one as too many, then one
 * more for each minute without another refusal, up to the configured number. Times in ms.
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

  /** The server refused one connection while `open` were tried. */
  refuse(open: number, now: number): void {
    this.#lowered = Math.max(1, Math.min(this.current(now), open) - 1);
    this.#at = now;
  }
}
