import { LRUCache } from 'lru-cache';

const MAX_NETWORKS = 10_000;

/** Limits requests per network for uncached responses. Counted in memory, since a GET writes nothing. */
export class RequestLimit {
  readonly #limits: readonly number[];
  readonly #window: number;
  readonly #counts = new LRUCache<string, { count: number; until: number }>({ max: MAX_NETWORKS });

  /** `limits`: for the narrowest network, the next wider one, and so on. */
  constructor({ limits, window }: { limits: readonly number[]; window: number }) {
    this.#limits = limits;
    this.#window = window;
  }

  /** False when one of these networks, narrowest first, is over its limit; `cost` in simple requests. */
  take(networks: readonly string[], now: number, cost = 1): boolean {
    const counts = networks.map((network) => {
      const known = this.#counts.get(network);
      return known && known.until > now ? known : { count: 0, until: now + this.#window };
    });
    if (counts.some(({ count }, i) => count + cost > (this.#limits[i] ?? Infinity))) return false;
    for (const [i, network] of networks.entries()) {
      const { count, until } = counts[i] ?? { count: 0, until: now };
      this.#counts.set(network, { count: count + cost, until });
    }
    return true;
  }
}
