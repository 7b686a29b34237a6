import { storableIn } from '../text/characters.ts';

const MAX_DEPTH = 32;

/** The body of a delivery: JSON, or a form (with JSON in `payload`, or a field each). Null for anything else. */
export function bodyOf(text: string, type: string): unknown {
  if (/^application\/x-www-form-urlencoded\b/i.test(type) && !/^\s*[{[]/.test(text))
    return formFields(new URLSearchParams(text));
  return jsonIn(text);
}

/** The fields of a form; one that is only `payload` holds JSON. */
export function formFields(fields: Iterable<readonly [string, string]>): unknown {
  const all = [...fields];
  const [first] = all;
  if (all.length === 1 && first?.[0] === 'payload') return jsonIn(first[1]);
  return storableIn(Object.fromEntries(all));
}

function jsonIn(text: string): unknown {
  try {
    return storableBody(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A value that was JSON; null where it is too deep. */
export const storableBody = (value: unknown): unknown =>
  isDeeper(value, MAX_DEPTH) ? null : storableIn(value);

/** Limits the depth, since values are read recursively. */
const isDeeper = (value: unknown, most: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((inner) => isDeeper(inner, most - 1)));
