import { withTimeout } from './timeout.ts';

/** The longest that a piece of work should keep other requests waiting, ms. */
const LONGEST = 4;

/** Waits for the thread to look at other requests, where the work since the last time took long. */
export type Rest = () => Promise<void>;

/** Runs one query of several: after a rest, and with a reader's patience. */
export type Piece = <T>(query: () => Promise<T>) => Promise<T>;

/**
 * For one answer whose making takes long. Whoever draws in parallel, as Astro does the items of a
 * list, is let through one after another.
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
