import { TOTAL_TIMEOUT, TotalTimeoutError, withTimeout } from './timeout.ts';

/** Work yields to other requests after this long, ms. Most pages take less. */
const MAX_PIECE = 2;
/** A timer of 0 ms takes at least 1 ms, so the immediate queue is used where there is one. */
const soon: (resume: () => void) => unknown =
  typeof setImmediate === 'function' ? setImmediate : (resume) => setTimeout(resume, 0);

/** Yields to other requests if the work since the last yield took long. */
export type Yield = () => Promise<void>;

/** Runs one of several queries: yields first, and applies the timeouts of a reader. */
export type RunQuery = <T>(query: () => Promise<T>) => Promise<T>;

/**
 * For one response that takes long to make. Parallel callers, such as Astro's list items, continue
 * one after another.
 */
export function inPieces(): Yield {
  let since = performance.now();
  let queue: Promise<void> = Promise.resolve();
  const rest = async () => {
    if (performance.now() - since < MAX_PIECE) return;
    await new Promise<void>((resume) => soon(resume));
    since = performance.now();
  };
  return () => {
    queue = queue.then(rest);
    return queue;
  };
}

/** Levels of an answer whose values are written one by one: a list in an object, twice. */
const DEPTH = 4;

/** `JSON.stringify` for a plain value of megabytes, with rests between its parts. */
export async function stringifyInPieces(
  value: unknown,
  rest: Yield = inPieces(),
  depth = DEPTH,
): Promise<string> {
  if (typeof value !== 'object' || value === null || depth === 0) {
    await rest();
    return JSON.stringify(value) ?? 'null';
  }
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const one of value) parts.push(await stringifyInPieces(one, rest, depth - 1));
    return `[${parts.join(',')}]`;
  }
  for (const [key, one] of Object.entries(value))
    if (one !== undefined)
      parts.push(`${JSON.stringify(key)}:${await stringifyInPieces(one, rest, depth - 1)}`);
  return `{${parts.join(',')}}`;
}

/** For the queries of one response: the total timeout counts from here. */
export function pieceBy(rest: Yield = inPieces(), total = TOTAL_TIMEOUT): RunQuery {
  const latest = performance.now() + total;
  return async (query) => {
    await rest();
    if (performance.now() >= latest) throw new TotalTimeoutError();
    return withTimeout(query());
  };
}
