import { afterEach, beforeEach, expect, test } from 'vitest';
import { createComponent } from '../../api/actions/component/component.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { listComponents } from '../../db/component/component.ts';
import { withRequestCache } from '../../db/engine/request-cache.ts';
import { findPage } from '../../db/page/page.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
let asked = 0;
beforeEach(async () => {
  world = await makeWorld();
  asked = 0;
  const { $client } = world.deps.db;
  const { execute, batch } = $client;
  $client.execute = (...args: unknown[]) => {
    asked++;
    return execute.apply($client, args as never);
  };
  $client.batch = (...args) => {
    asked++;
    return batch.apply($client, args);
  };
});
afterEach(() => world.close());

test('a request does not query again for what it has read, alone or in a batch', async () => {
  const db = withRequestCache(world.deps.db);
  const [pages] = await db.batch([db.query.page.findMany(), listComponents(db, world.pageId)]);
  expect(pages).toHaveLength(1);
  expect(await listComponents(db, world.pageId)).toEqual([]);
  expect(asked).toBe(1);
  expect(await findPage(db, world.pageId)).toMatchObject({ name: 'Northwind' });
  expect(asked).toBe(2);
});

test('a request sees its own writes, and another request sees those of both', async () => {
  const mine = { ...world.deps, db: withRequestCache(world.deps.db) };
  const write = (deps: typeof mine, name: string) =>
    createComponent(deps, world.owner, world.pageId, NewComponent.parse({ name }));
  expect(await listComponents(mine.db, world.pageId)).toEqual([]);
  await write(mine, 'Cards');
  await write({ ...world.deps, db: withRequestCache(world.deps.db) }, 'Search');
  const names = async (db = withRequestCache(world.deps.db)) =>
    (await listComponents(db, world.pageId)).map((row) => row.name);
  expect(await names(mine.db)).toContain('Cards');
  expect(await names()).toEqual(['Cards', 'Search']);
});
