import { LRUCache } from 'lru-cache';

const MOST_NETWORKS = 10_000;

/** How often one network may ask for what is not kept. Counted in this process: a GET writes nothing. */
export class AskLimit {
  readonly #limit: number;
  readonly #window: number;
  readonly #asked = new LRUCache<string, { count: number; until: number }>({ max: MOST_NETWORKS });

  constructor({ limit, window }: { limit: number; window: number }) {
    this.#limit = limit;
    this.#window = window;
  }

  /** False where it has asked too often. */
  take(network: string, now: number): boolean {
    const known = this.#asked.get(network);
    const asked = known && known.until > now ? known : { count: 0, until: now + this.#window };
    asked.count++;
    this.#asked.set(network, asked);
    return asked.count <= this.#limit;
  }
}
