import { expect, test } from 'vitest';
import { preflight, preflightIn, rules } from '../../../api/domain/preflight/index.ts';
import { type Cases, inputOf } from './cases/case.ts';
import { facts } from './cases/facts.ts';
import { internalDetails } from './cases/internal-details.ts';
import { text } from './cases/text.ts';

const cases: Record<string, Cases> = { ...text, ...internalDetails, ...facts };

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s finds all it must, ignores all it must, and has ten examples of each',
  (id, rule) => {
    const { catches, passes } = cases[id] ?? { catches: [], passes: [] };
    expect(catches.filter((one) => rule.find(inputOf(one)).length === 0)).toEqual([]);
    expect(passes.filter((one) => rule.find(inputOf(one)).length > 0)).toEqual([]);
    expect(catches.length).toBeGreaterThanOrEqual(10);
    expect(passes.length).toBeGreaterThanOrEqual(10);
  },
);

test('every case belongs to a rule, and every rule has its own id', () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map((rule) => rule.id).sort());
});

test('a finding names its place in the text', () => {
  const [finding] = preflight(inputOf('Cards of [network] fail.'));
  expect(finding).toMatchObject({
    rule: 'placeholder',
    level: 'stop',
    place: { in: 'body', from: 9, to: 18 },
    found: '[network]',
  });
});

test('form fields are checked once, and not again for each language', () => {
  const input = inputOf({ state: 'investigating', nextUpdateBy: null, nameable: 2 });
  expect(preflight(input).map(({ rule }) => rule)).toEqual(['no-promise', 'no-component']);
  expect(preflightIn('de', input, { name: 'Karten', body: 'Wir suchen.' })).toEqual([]);
});

test('a rule that the page turned off finds nothing', () => {
  const input = inputOf('Cards of [network] fail.');
  expect(preflight(input, ['placeholder'])).toEqual([]);
});

test('a text of the greatest length is checked, whatever it contains', () => {
  const pieces = [
    'a',
    '[',
    '`',
    'a.',
    '10.',
    ':',
    '<insert ',
    'x-',
    '{',
    'due to ',
    'db-a-',
    'sk-',
  ];
  for (const piece of pieces)
    preflight(inputOf({ state: 'investigating', body: piece.repeat(25_000 / piece.length) }));
});
