import { expect, test } from 'vitest';
import { readIncidents } from '../../api/reads/incident/incidents.ts';
import { makeWorld, publish } from '../support/mail.ts';

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
