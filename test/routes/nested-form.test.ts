import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNested } from '../../api/routes/manage/request/nested-form.ts';

const parse = (text: string) => JSON.parse(JSON.stringify(parseNested(new URLSearchParams(text))));

test.each([
  ['a=1&b=2', { a: '1', b: '2' }],
  ['a=1&a=2', { a: '2' }],
  ['i[n]=x&i[c][k]=v&i[c][l]=w', { i: { n: 'x', c: { k: 'v', l: 'w' } } }],
  ['i[ids][]=1&i[ids][]=2', { i: { ids: ['1', '2'] } }],
  ['i=text&i[n]=x', { i: { n: 'x' } }],
  [
    'd[m][][at]=1&d[m][][v]=2&d[m][][at]=3&d[m][][v]=4',
    {
      d: {
        m: [
          { at: '1', v: '2' },
          { at: '3', v: '4' },
        ],
      },
    },
  ],
  ['d[][a][]=1&d[][a][]=2&d[]=x', { d: [{ a: ['1', '2'] }, 'x'] }],
  ['i[n', {}],
  ['[n]=x', {}],
  ['a[b][c][d][e][f]=too+deep', {}],
  ['a[__proto__][b]=1&a[constructor]=2&__proto__=3&c=4', { c: '4' }],
])('%s', (text, meant) => {
  expect(parse(text)).toEqual(meant);
});

test('whatever the names are, only the result is changed', () => {
  const part = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'prototype', ''));
  const name = fc
    .array(part, { minLength: 1, maxLength: 7 })
    .map(([head = '', ...rest]) => head + rest.map((inner) => `[${inner}]`).join(''));
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
      const answer = parseNested(pairs);
      expect(Object.getPrototypeOf(answer)).toBeNull();
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(Object.keys(Object)).toEqual([]);
    }),
  );
});
