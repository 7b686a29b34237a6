import { expect, test } from 'vitest';
import { byFit, describeScope, fitOf } from '../../../api/domain/template/template-fit.ts';

const of = (name: string, componentIds: string[] = [], severities: string[] = []) => ({
  name,
  componentIds,
  severities,
});
const general = of('general');
const cards = of('cards', ['cards']);
const payments = of('payments', ['payments']);
const grave = of('grave', [], ['SEV1']);
const gravePayments = of('grave payments', ['payments'], ['SEV1']);
const search = of('search', ['search']);
const all = [general, search, grave, payments, gravePayments, cards];

const groupOf = new Map([
  ['cards', 'payments'],
  ['search', null],
]);
const order = (componentIds: string[], severity: string | null) =>
  byFit(all, { componentIds, severity, groupOf }).map(({ name }) => name);

test('at first the general template comes first, then the page’s own order', () => {
  expect(order([], null)).toEqual([
    'general',
    'grave',
    'search',
    'payments',
    'cards',
    'grave payments',
  ]);
});

test('a template for the component comes before one for its group, and both before a general one', () => {
  expect(order(['cards'], null).slice(0, 4)).toEqual([
    'cards',
    'payments',
    'grave payments',
    'general',
  ]);
});

test('one that matches both is first, one for another component last', () => {
  const found = order(['cards'], 'SEV1');
  expect(found[0]).toBe('grave payments');
  expect(found.at(-1)).toBe('search');
});

test('a template for another severity comes after the general one', () => {
  const found = order(['cards'], 'SEV3');
  expect(found.indexOf('grave')).toBeGreaterThan(found.indexOf('general'));
  expect(found.indexOf('grave payments')).toBeGreaterThan(found.indexOf('general'));
});

test('every template can still be chosen', () => {
  expect(order(['cards'], 'SEV1').sort()).toEqual(all.map(({ name }) => name).sort());
});

test('only a template for the situation is marked as matching', () => {
  const situation = { componentIds: ['cards'], severity: 'SEV1', groupOf };
  const fitting = all.filter((one) => fitOf(one, situation) > 0).map(({ name }) => name);
  expect(fitting).toEqual(['grave', 'payments', 'grave payments', 'cards']);
});

test('its purpose is described in words; an archived component is left out', () => {
  const names = new Map([['payments', 'Payments']]);
  expect(describeScope(gravePayments, names)).toBe('Payments, SEV1');
  expect(describeScope(search, names)).toBe('');
});
