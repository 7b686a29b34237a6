import { expect, test } from 'vitest';
import { joinNames } from '../../api/domain/text/sentence.ts';
import { formatDuration } from '../../api/domain/time/duration.ts';
import { sentenceOf } from '../../api/render/answer.ts';
import { wordsIn } from '../../site/locales/words.ts';

const MIN = 60_000;
const english = wordsIn('en');

test('a duration has two units at most and is never empty', () => {
  expect(formatDuration(0)).toBe('1 min');
  expect(formatDuration(41 * MIN)).toBe('41 min');
  expect(formatDuration(60 * MIN)).toBe('1 h');
  expect(formatDuration(185 * MIN)).toBe('3 h 5 min');
  expect(formatDuration(28 * 60 * MIN)).toBe('1 day 4 h');
  expect(formatDuration(52 * 60 * MIN)).toBe('2 days 4 h');
});

test('two amounts are joined as in the language', () => {
  expect(formatDuration(185 * MIN, 'de')).toBe('3 Std. 5 Min.');
  expect(formatDuration(185 * MIN, 'ar')).toBe('3 ساعات و5 دقائق');
});

test('a long list is cut and counted', () => {
  expect(joinNames(['A'])).toBe('A');
  expect(joinNames(['A', 'B', 'C'])).toBe('A, B and C');
  expect(joinNames(['A', 'B', 'C', 'D', 'E'])).toBe('A, B and 3 more');
});

test('without an incident the headline says which components are not operational', () => {
  expect(sentenceOf(english, 'operational', [])).toBe('All systems operational');
  expect(sentenceOf(english, 'degraded_performance', ['Search'])).toBe(
    'Search: degraded performance',
  );
  expect(sentenceOf(english, 'major_outage', ['Cards', 'Wallets'])).toBe(
    'Cards and Wallets are down',
  );
  expect(sentenceOf(english, 'major_outage', ['A', 'B'], true)).toBe('All systems are down');
});
