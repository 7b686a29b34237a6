import { expect, test } from 'vitest';
import { planList } from '../../../api/domain/component/list-plan.ts';
import { MAX_LINES, readPastedList } from '../../../api/domain/component/pasted-list.ts';

/** `Group(member, member)`. */
const readAs = (text: string) =>
  readPastedList(text)
    .names.map(({ name, members }) =>
      members.length > 0 ? `${name}(${members.map((one) => one.name).join(', ')})` : name,
    )
    .join(' ');

test.each([
  ['Website\nAPI', 'Website API'],
  ['Payments\n  Cards\n  Bank transfers\nAPI', 'Payments(Cards, Bank transfers) API'],
  ['Payments\r\n\tCards\r\n\r\n\tWallets\r\n', 'Payments(Cards, Wallets)'],
  ['   Website\n   Payments\n      Cards', 'Website Payments(Cards)'],
  ['- Website\n- API', 'Website API'],
  ['Payments:\n- Cards\n* Wallets', 'Payments(Cards, Wallets)'],
  ['- Payments\n  - Cards\n- API', 'Payments(Cards) API'],
  ['Payments\n    Cards\n  Wallets', 'Payments(Cards, Wallets)'],
  ['Time: UTC', 'Time: UTC'],
  ['  \n\u200b\n', ''],
])('a list is read by its indentation and bullets: %j', (text, read) => {
  expect(readAs(text)).toBe(read);
  expect(readPastedList(text).errors).toEqual([]);
});

test.each([
  ['A\n  B\n    C', 3, 'indented twice'],
  ['  A\nB', 1, 'no group above it'],
  [`A\n${'n'.repeat(256)}`, 2, 'too long'],
  ['x\n'.repeat(MAX_LINES + 1), MAX_LINES + 1, 'at most 500 lines'],
])('an invalid line is named, with what to do: %#', (text, line, sentence) => {
  const { errors } = readPastedList(text);
  expect(errors).toEqual([{ line, sentence: expect.stringContaining(sentence) }]);
});

test('no line is lost: each is parsed or has an error', () => {
  const text = ['  first', 'A', '  b', '    c', '', 'n'.repeat(300), '  d', 'E'].join('\n');
  const { names, errors } = readPastedList(text);
  const read = names.flatMap(({ line, members }) => [line, ...members.map((one) => one.line)]);
  expect([...read, ...errors.map(({ line }) => line)].sort()).toEqual([1, 2, 3, 4, 6, 7, 8]);
});

const known = [
  { id: 'pay', name: 'Payments', group: true, groupId: null },
  { id: 'cards', name: 'Cards', group: false, groupId: 'pay' },
  { id: 'web', name: 'Website', group: false, groupId: null },
];

test('names that are already there are skipped, and existing groups are extended', () => {
  const text =
    'website\nPAYMENTS\n  cards\n  Wallets\n  wallets\nShop\n  Cards\nShop\n  Search\nPayments';
  const plan = planList(text, known);
  expect(plan.blocks).toEqual([
    { name: 'Payments', isGroup: true, groupId: 'pay', members: ['Wallets'] },
    { name: 'Shop', isGroup: true, groupId: null, members: ['Cards', 'Search'] },
  ]);
  expect(plan).toMatchObject({ components: 3, groups: 1, errors: [] });
  expect(plan.skipped.map(({ line }) => line)).toEqual([1, 3, 5, 10]);
});
