import { expect, test } from 'vitest';
import { memoize } from '../../api/domain/memoize.ts';

test('a value is made once for as long as it is among those used last', () => {
  const made: string[] = [];
  const once = memoize<string>(2);
  const ask = (key: string) =>
    once(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'B', 'A']);
  expect(made).toEqual(['a', 'b', 'c', 'b', 'a']);
});
