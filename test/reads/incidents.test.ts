import { expect, test } from 'vitest';
import { readIncidents } from '../../api/reads/incident/incidents.ts';
import { makeWorld, publish } from '../support/mail/mail.ts';

test('in the console each incident is on exactly one page of the list', async () => {
  const world = await makeWorld();
  const ids: string[] = [];
  for (let i = 0; i < 52; i++) ids.push(await publish(world, { name: `Incident ${i}` }));
  const page = (number: number) =>
    readIncidents(world.db, world.pageId, { kind: 'incident', page: number, personId: '' });
  const [first, second] = [await page(1), await page(2)];
  expect([...first.incidents, ...second.incidents].map(({ id }) => id).sort()).toEqual(ids.sort());
  expect([first.more, second.more]).toEqual([true, false]);
  await world.close();
});

test('an incident is found by words of its title or its updates, and what is over can be left out', async () => {
  const world = await makeWorld();
  const cards = await publish(world, { name: 'Card payments fail' });
  const slow = await publish(world, { name: 'Search is slow', body: 'Indexes of cards lag.' });
  const over = await publish(world, { name: 'Cards again', state: 'resolved' });
  const found = async (q: string, open = false) => {
    const which = { kind: 'incident', page: 1, personId: '', search: { q, open } } as const;
    return (await readIncidents(world.db, world.pageId, which)).incidents
      .map(({ id }) => id)
      .sort();
  };
  expect(await found('card')).toEqual([cards, slow, over].sort());
  expect(await found('indexes')).toEqual([slow]);
  expect(await found('50%')).toEqual([]);
  expect(await found('', true)).toEqual([cards, slow].sort());
  expect(await found('again', true)).toEqual([]);
  await world.close();
});
