import { expect, test } from 'vitest';
import { memoize } from '../../api/domain/memoize.ts';

test('what was made is not made again while it is among the last so many', () => {
  const made: string[] = [];
  const once = memoize<string>(2);
  const ask = (key: string) =>
    once(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(ask)).toEqual(['A', 'B', 'A', 'C', 'B', 'A']);
  expect(made).toEqual(['a', 'b', 'c', 'a']);
});
