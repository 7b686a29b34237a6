import { LRUCache } from 'lru-cache';

/** Keeps the `max` values that were used last, by key. */
export function memoize<Value extends NonNullable<unknown>>(
  max: number,
): (key: string, make: () => Value) => Value {
  const values = new LRUCache<string, Value>({ max });
  return (key, make) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const made = make();
    values.set(key, made);
    return made;
  };
}
