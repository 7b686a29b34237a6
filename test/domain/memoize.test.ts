import { expect, test } from 'vitest';
import { memoize } from '../../api/domain/memoize.ts';

test('a value is computed once while it is among the most recently used', () => {
  const made: string[] = [];
  const memo = memoize<string>(2);
  const ask = (key: string) =>
    memo(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'B', 'A']);
  expect(made).toEqual(['a', 'b', 'c', 'b', 'a']);
});
