import { expect, test } from 'vitest';
import { carriedOver, errorsOf, promisedBy } from '../../../api/domain/template/message.ts';
import { TemplateField } from '../../../api/domain/template/template.ts';

const field = (given: object) =>
  TemplateField.parse({ key: 'x', label: 'What?', type: 'text', ...given });

test('an unfilled required field is named by its label', () => {
  expect(errorsOf([field({ required: true })], { x: '  ' })).toEqual({
    x: 'This field is required.',
  });
  expect(errorsOf([field({ required: false })], {})).toEqual({});
});

test.each([
  ['choice', 'Never', { options: ['Some', 'All'] }],
  ['duration', 'soon', {}],
  ['duration', '0', {}],
  ['instant', 'yesterday', {}],
  ['text', 'about [n] customers', {}],
])('a %s answered %j is refused', (type, answer, more) => {
  expect(Object.keys(errorsOf([field({ type, ...more })], { x: answer }))).toEqual(['x']);
});

test('the newest answer under a key is carried into the next form, except for components', () => {
  const fields = [
    field({ key: 'since' }),
    field({ key: 'who' }),
    field({ key: 'c', type: 'components' }),
  ];
  const updates: { fields: Record<string, string> | null }[] = [
    { fields: { who: 'half of you', c: 'Checkout' } },
    { fields: null },
    { fields: { who: 'some', since: '14:02' } },
  ];
  expect(carriedOver(fields, updates)).toEqual({ who: 'half of you', since: '14:02' });
});

test('the promise is counted from now, and no answer means no promise', () => {
  expect(promisedBy({ next_update: '30' }, 1000)).toBe(1000 + 30 * 60_000);
  expect(promisedBy({ next_update: '' }, 1000)).toBeNull();
  expect(promisedBy({}, 1000)).toBeNull();
});
