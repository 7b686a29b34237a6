import { expect, test } from 'vitest';
import { sectionsOf } from '../../site/components/sections.ts';

const leaf = (id: string, groupId: string | null = null) => ({
  id,
  name: id,
  group: false,
  groupId,
});
const group = (id: string) => ({ ...leaf(id), group: true });

test('a group’s members are listed together at the group’s position, whatever the order of the rows', () => {
  const rows = [
    leaf('Cards', 'Payments'),
    leaf('Web'),
    group('Payments'),
    leaf('API'),
    leaf('App'),
  ];
  const late = leaf('Payouts', 'Payments');
  const shown = sectionsOf([...rows, late, group('Empty')]);
  expect(shown.map(({ name, members }) => [name, members.map((c) => c.name)])).toEqual([
    [null, ['Web']],
    ['Payments', ['Cards', 'Payouts']],
    [null, ['API', 'App']],
  ]);
});
