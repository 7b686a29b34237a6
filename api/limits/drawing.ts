import { Problem } from '../core/problem.ts';
import type { RequestLimit } from './rate-limit.ts';

/** At the same time: more would only wait for the same thread. */
const AT_ONCE = 4;
const MOST_WAITING = 100;
/** The longest pause between two answers, ms. */
const LONGEST_PAUSE = 250;

/**
 * Makes answers that are not in memory for people who are not signed in. A network may ask for so
 * many a minute, and while somebody waits, the thread is left to others half of the time.
 */
export class Drawing {
  readonly #limit: RequestLimit | null;
  readonly #queues: boolean;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** Without a limit nothing is refused. At the edge no request may wait for another: no queue. */
  constructor({ limit, queues }: { limit: RequestLimit | null; queues: boolean }) {
    this.#limit = limit;
    this.#queues = queues;
  }

  static unlimited(): Drawing {
    return new Drawing({ limit: null, queues: false });
  }

  /** `cost` is in simple pages. Throws a Problem where this is too much. */
  async run<T>(
    by: { networks: readonly string[]; now: number; cost?: number },
    draw: () => Promise<T>,
  ): Promise<T> {
    this.#take(by);
    if (!this.#queues) return draw();
    await this.#turn();
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
        'Your network has opened very many pages just now. Try again in a minute. The front page is always there.',
      );
  }

  #turn(): Promise<void> | void {
    if (this.#running < AT_ONCE) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING)
      throw new Problem(
        'unavailable',
        'Very many people are reading older pages just now. Try again in a few seconds. The front page is always there.',
      );
    return new Promise((resume) => {
      this.#waiting.push(resume);
    });
  }

  #next(took: number): void {
    const next = this.#waiting.shift();
    if (next) setTimeout(next, Math.min(took, LONGEST_PAUSE));
    else this.#running--;
  }
}
