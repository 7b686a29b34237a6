import { withTimeout } from './timeout.ts';

/** The longest that work may block other requests, ms. */
const LONGEST = 4;

/** Yields to other requests if the work since the last yield took long. */
export type Rest = () => Promise<void>;

/** Runs one of several queries: yields first, and applies the timeout of a reader. */
export type Piece = <T>(query: () => Promise<T>) => Promise<T>;

/**
 * For one response that takes long to make. Parallel callers, such as Astro's list items, continue
 * one after another.
 */
export function inPieces(): Rest {
  let since = performance.now();
  let turn: Promise<void> = Promise.resolve();
  const rest = async () => {
    if (performance.now() - since < LONGEST) return;
    await new Promise<void>((resume) => setTimeout(resume, 0));
    since = performance.now();
  };
  return () => {
    turn = turn.then(rest);
    return turn;
  };
}

export function pieceBy(rest: Rest = inPieces()): Piece {
  return async (query) => {
    await rest();
    return withTimeout(query());
  };
}
