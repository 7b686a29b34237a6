import { afterEach, beforeEach, expect, test } from 'vitest';
import { listComponents } from '../../../db/component/component.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let owner: Browser;
beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner');
});
afterEach(() => world.close());

const PASTE = '/admin/components/paste';
const LIST = 'Website\r\nPayments\r\n  Cards\r\n  Wallets';
const stored = async () => {
  const all = await listComponents(world.deps.db, world.pageId);
  const nameOf = (id: string | null) => all.find((one) => one.id === id)?.name ?? '';
  return all.map(({ name, groupId }) => `${nameOf(groupId)}/${name}`).sort();
};
const add = (list: string, more: Record<string, string> = {}) =>
  owner.post(PASTE, { list, do: 'add', previewed: list, ...more });

test('a list is previewed first, then added in one write', async () => {
  const preview = await owner.post(PASTE, { list: LIST, do: 'preview' });
  expect(preview.status).toBe(200);
  const { plan, form } = propsIn(await drawn(preview), PASTE);
  expect(plan).toMatchObject({ components: 3, groups: 1 });
  expect(form?.values.list).toBe(LIST);
  expect(await stored()).toEqual([]);
  const added = await add(LIST);
  expect(added.headers.get('location')).toBe('/admin/components?done=list-added');
  expect(await stored()).toEqual(['/Payments', '/Website', 'Payments/Cards', 'Payments/Wallets']);
  const { components } = (await world.deps.snapshots.current()) ?? expect.fail('no snapshot');
  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Website', 'Cards', 'Wallets']),
  );
});

test('a list changed after its preview is previewed again instead of added', async () => {
  const changed = await add(`${LIST}\r\nAPI`, { previewed: LIST });
  expect(changed.status).toBe(200);
  expect(propsIn(await drawn(changed), PASTE).plan?.components).toBe(4);
  expect(await stored()).toEqual([]);
});

test('pasting the list again adds only what is new, at the end of its group', async () => {
  await add(LIST);
  const same = await add(LIST);
  expect(same.status).toBe(422);
  expect((await drawn(same)).form?.fields.list).toBe(
    'Everything in this list is on the page already.',
  );
  await add(`${LIST}\r\n  Refunds`);
  expect(await stored()).toHaveLength(5);
  const all = await listComponents(world.deps.db, world.pageId);
  const inGroup = all.filter(({ groupId }) => groupId !== null);
  expect(inGroup.map(({ name }) => name)).toEqual(['Cards', 'Wallets', 'Refunds']);
});

test.each([
  ['', 'Enter at least one name.'],
  ['A\r\n  B\r\n    C\r\n D', '1 line needs a change.'],
  ['a'.repeat(60_001), 'This list is too long. Add it in several parts.'],
])('an invalid list adds nothing and stays in the form: %#', async (list, sentence) => {
  const refused = await add(list);
  expect(refused.status).toBe(422);
  const { form } = await drawn(refused);
  expect(form?.fields.list).toBe(sentence);
  expect(form?.values.list).toBe(list);
  expect(await stored()).toEqual([]);
});

test('a name with a blocking finding is not added without a reason', async () => {
  const list = 'Website\r\nTODO: name of the gateway';
  const refused = await add(list);
  expect(refused.status).toBe(422);
  const { findings } = propsIn(await drawn(refused), PASTE);
  expect(findings?.[0]).toMatchObject({ level: 'stop', place: { in: 'field', field: 'list' } });
  const warned = findings?.map(({ rule }) => rule).join(' ') ?? '';
  expect((await add(list, { override: 'It is called so', warned })).status).toBe(303);
  expect(await stored()).toHaveLength(2);
});

test('five hundred components are added at once', async () => {
  const list = Array.from({ length: 500 }, (_, i) => `${i % 10 ? '  ' : ''}Part ${i}`).join('\r\n');
  expect((await add(list)).status).toBe(303);
  const all = await listComponents(world.deps.db, world.pageId);
  expect(all.filter(({ group }) => group)).toHaveLength(50);
  expect(all).toHaveLength(500);
});
