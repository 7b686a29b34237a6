/** The same numbers in [0, 1) for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random numbers from a printed seed; repeat a failure with `NAME=… vitest run …`. */
export function announced(name: string): () => number {
  const seed = Number(process.env[name] ?? Math.floor(Math.random() * 1e9));
  console.log(`${name}=${seed}`);
  return seeded(seed);
}
