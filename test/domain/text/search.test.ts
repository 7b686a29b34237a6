import { expect, test } from 'vitest';
import {
  costOfSearch,
  countTerms,
  excerpt,
  isTooShort,
  marked,
  normalizedQuery,
  termsOf,
} from '../../../api/domain/text/search.ts';
import { hostile } from '../../support/hostile/hostile.ts';

const shown = (pieces: { text: string; found: boolean }[]) =>
  pieces.map(({ text, found }) => (found ? `[${text}]` : text)).join('');

test('a query is its words, without case, accents and punctuation', () => {
  expect(termsOf('  Störung, CARDS?  cards ')).toEqual(['storung', 'cards']);
  expect(termsOf('"card payments" fail')).toEqual(['card payments', 'fail']);
  expect(termsOf('５００ エラー')).toEqual(['500', 'エラー']);
  expect(termsOf('"')).toEqual([]);
  expect(termsOf('?! …')).toEqual([]);
});

test('a query has its limits', () => {
  expect(normalizedQuery('x'.repeat(5000))).toHaveLength(100);
  expect(termsOf('one two six ten all and for not the')).toHaveLength(8);
  expect(termsOf('a b cards c')).toEqual(['cards']);
  expect(termsOf('ab cd ef cards gh')).toEqual(['cards', 'ab', 'cd']);
  expect(termsOf('決 済 失 敗')).toEqual(['決', '済']);
  expect(['e', 'e a o i', '"', '決', 'db'].map(isTooShort)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect(['cards', 'cards eu', '決 済'].map((q) => costOfSearch(termsOf(q)))).toEqual([1, 2, 3]);
});

test('matches are marked in the original text', () => {
  expect(shown(marked('Die Kartenzahlung ist gestört', termsOf('zahlung GESTORT')))).toBe(
    'Die Karten[zahlung] ist [gestört]',
  );
  expect(shown(marked('決済エラーが発生', termsOf('エラー')))).toBe('決済[エラー]が発生');
  expect(shown(marked('cafe\u0301 café', termsOf('café')))).toBe('[cafe\u0301] [café]');
  expect(shown(marked('aaaa', termsOf('aa')))).toBe('[aa][aa]');
});

test('an excerpt is cut between words around the first match', () => {
  const text = `${'one two three '.repeat(30)}the needle is here ${'four five six '.repeat(30)}`;
  const cut = shown(excerpt(text, ['needle']));
  expect(cut).toMatch(/^… (one|two|three) .* the \[needle\] is here four .* (four|five|six) …$/);
  expect(cut.length).toBeLessThan(220);
  expect(shown(excerpt('All is well.', ['nowhere']))).toBe('All is well.');
});

test('marking loses or changes nothing of a text', () => {
  for (const text of hostile)
    for (const query of ['a', 'script', 'İi', text.slice(0, 20)]) {
      const pieces = marked(text, termsOf(query));
      expect(pieces.map((piece) => piece.text).join('')).toBe(text);
      expect(countTerms(text, termsOf(query))).toBeLessThanOrEqual(termsOf(query).length);
      excerpt(text, termsOf(query));
    }
});
