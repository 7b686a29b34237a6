import { afterEach, beforeEach, expect, test } from 'vitest';
import { listComponents } from '../../../db/component/component.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let owner: Browser;
/** By name. */
let ids: Record<string, string>;

beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner');
  ids = {};
  for (const name of ['Europe', 'Asia']) await owner.post(NEW, { group: 'group', name });
  await record();
  for (const [name, groupId] of [
    ['Cards', ids.Europe],
    ['Wallets', ids.Europe],
    ['Refunds', ids.Europe],
    ['Payouts', ids.Asia],
    ['Website', ''],
    ['Search', ''],
  ])
    await owner.post(NEW, {
      group: '',
      name: name ?? '',
      status: 'operational',
      groupId: groupId ?? '',
    });
  await record();
});
afterEach(() => world.close());

const NEW = '/admin/components/new';

const record = async () => {
  for (const { name, id } of await listComponents(world.deps.db, world.pageId)) ids[name] = id;
};
const lists = async () => {
  const all = await listComponents(world.deps.db, world.pageId);
  const under = (groupId: string | null | undefined) =>
    all.filter((one) => one.groupId === groupId).map(({ name }) => name);
  return { top: under(null), Europe: under(ids.Europe), Asia: under(ids.Asia) };
};
const idsOf = (...names: string[]) => names.map((name) => ids[name] ?? name);
const move = (names: string[], to: string) =>
  owner.post('/admin/components', { ids: idsOf(...names), to });
const place = (name: string, group: string, before: string) =>
  owner.post('/admin/components/place', {
    id: ids[name] ?? name,
    groupId: ids[group] ?? group,
    before: ids[before] ?? before,
  });

test.each([
  ['top', ['Refunds', 'Wallets'], ['Wallets', 'Refunds', 'Cards']],
  ['bottom', ['Cards', 'Wallets'], ['Refunds', 'Cards', 'Wallets']],
  ['up', ['Wallets', 'Refunds'], ['Wallets', 'Refunds', 'Cards']],
  ['up', ['Cards'], ['Cards', 'Wallets', 'Refunds']],
  ['up', ['Cards', 'Wallets'], ['Cards', 'Wallets', 'Refunds']],
  ['down', ['Cards', 'Wallets'], ['Refunds', 'Cards', 'Wallets']],
])('several components are moved within their group: to the %s, %j', async (to, names, order) => {
  const moved = await move(names, to);
  expect(moved.headers.get('location')).toBe(
    `/admin/components?done=moved#c-${idsOf(...names)[0]}`,
  );
  expect(await lists()).toMatchObject({ Europe: order, Asia: ['Payouts'] });
});

test('several components are moved to another group, in page order, and out of every group', async () => {
  await move(['Website', 'Refunds', 'Cards', 'Payouts'], `group:${ids.Asia}`);
  expect(await lists()).toEqual({
    top: ['Europe', 'Asia', 'Search'],
    Europe: ['Wallets'],
    Asia: ['Payouts', 'Cards', 'Refunds', 'Website'],
  });
  await move(['Payouts', 'Wallets'], 'group:');
  expect(await lists()).toEqual({
    top: ['Europe', 'Asia', 'Search', 'Wallets', 'Payouts'],
    Europe: [],
    Asia: ['Cards', 'Refunds', 'Website'],
  });
});

test.each([
  [[], 'top', 'Select at least one component.'],
  [['Cards'], '', 'Choose where to move them.'],
])(
  'an incomplete selection is refused with an explanation: %j to %j',
  async (names, to, sentence) => {
    const refused = await move(names, to);
    expect(refused.status).toBe(422);
    const { fields } = (await drawn(refused)).form ?? {};
    expect(Object.values(fields ?? {})).toEqual([sentence]);
  },
);

test('a group can’t be moved into a group, and the selection is kept', async () => {
  const refused = await move(['Cards', 'Europe'], `group:${ids.Asia}`);
  expect(refused.status).toBe(422);
  const { form } = await drawn(refused);
  expect(form?.message).toContain('Clear the selection of “Europe”');
  expect(form?.values.ids).toEqual(idsOf('Cards', 'Europe'));
  expect(await lists()).toMatchObject({ Europe: ['Cards', 'Wallets', 'Refunds'] });
});

test('a component is moved before another, in its own list, in another and at the end', async () => {
  expect((await place('Refunds', 'Europe', 'Cards')).status).toBe(204);
  expect((await place('Website', 'Asia', 'Payouts')).status).toBe(204);
  expect((await place('Europe', '', '')).status).toBe(204);
  expect(await lists()).toEqual({
    top: ['Asia', 'Search', 'Europe'],
    Europe: ['Refunds', 'Cards', 'Wallets'],
    Asia: ['Website', 'Payouts'],
  });
});

test('a move is refused when somebody else moved or archived a component in the meantime', async () => {
  await move(['Wallets'], `group:${ids.Asia}`);
  expect((await place('Refunds', 'Europe', 'Wallets')).status).toBe(409);
  await owner.post(`/admin/components/${ids.Asia}/archive`, {});
  for (const answer of [
    await place('Cards', 'Asia', ''),
    await move(['Cards'], `group:${ids.Asia}`),
    await move(['Cards', 'nobody'], 'top'),
  ])
    expect(answer.status).toBe(409);
  expect(await lists()).toMatchObject({ Europe: ['Cards', 'Refunds'] });
});

test('two people who reorder at the same time both keep their changes', async () => {
  const [other] = [await world.as('publisher')];
  await Promise.all([
    place('Refunds', 'Europe', 'Cards'),
    other?.post('/admin/components', { ids: idsOf('Search'), to: 'top' }),
  ]);
  const { top, Europe } = await lists();
  expect(top[0]).toBe('Search');
  expect(Europe[0]).toBe('Refunds');
});
