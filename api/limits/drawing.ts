import { Problem } from '../core/problem.ts';
import type { RequestLimit } from './rate-limit.ts';

/** Responses rendered at the same time: more would only wait for the same thread. */
const AT_ONCE = 4;
const MAX_WAITING = 100;
/** The longest pause between two responses, ms. */
const MAX_PAUSE = 250;

/**
 * Renders responses that are not in memory for visitors who are not signed in. Requests per network
 * and minute are limited, and half of the time is left to other work.
 */
export class Drawing {
  readonly #limit: RequestLimit | null;
  readonly #queues: boolean;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `limit` null: unlimited. On Workers no request may wait for another, so there is no queue. */
  constructor({ limit, queues }: { limit: RequestLimit | null; queues: boolean }) {
    this.#limit = limit;
    this.#queues = queues;
  }

  static unlimited(): Drawing {
    return new Drawing({ limit: null, queues: false });
  }

  /** `cost` in simple pages. Throws a Problem over the limit. */
  async run<T>(
    by: { networks: readonly string[]; now: number; cost?: number },
    draw: () => Promise<T>,
  ): Promise<T> {
    this.#take(by);
    if (!this.#queues) return draw();
    await this.#waitForSlot();
    const began = performance.now();
    try {
      return await draw();
    } finally {
      this.#next(performance.now() - began);
    }
  }

  #take({
    networks,
    now,
    cost = 1,
  }: {
    networks: readonly string[];
    now: number;
    cost?: number;
  }): void {
    if (this.#limit?.take(networks, now, cost) === false)
      throw new Problem(
        'too_many',
        'Too many pages requested from your network. Try again in a minute. The front page is still available.',
      );
  }

  #waitForSlot(): Promise<void> | void {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING)
      throw new Problem(
        'unavailable',
        'Too many people are viewing older pages right now. Try again in a few seconds. The front page is still available.',
      );
    return new Promise((resume) => {
      this.#waiting.push(resume);
    });
  }

  #next(took: number): void {
    const next = this.#waiting.shift();
    if (next) setTimeout(next, Math.min(took, MAX_PAUSE));
    else this.#running--;
  }
}
