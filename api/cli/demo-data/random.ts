const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** The same seed gives the same numbers on every machine (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  /** Some of them, without repeats. */
  some<T>(items: readonly T[], count: number): T[] {
    const left = [...items];
    const taken = Math.min(count, left.length);
    return Array.from({ length: taken }, () => left.splice(this.int(0, left.length - 1), 1)).flat();
  }

  /** 12 characters, like every id of this product. */
  readonly id = (): string =>
    Array.from({ length: 12 }, () => ALPHABET[Math.floor(this.next() * 36)]).join('');
}
