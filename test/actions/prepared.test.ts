import { expect, test } from 'vitest';
import { createComponent } from '../../api/actions/component/component.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { listComponents } from '../../db/component/component.ts';
import { asking, writeAndRead } from '../../db/engine/write.ts';
import { findPage, pageQuery } from '../../db/page/page.ts';
import { makeWorld } from '../support/world/world.ts';

test('a prepared query uses the values of each caller, alone and in every kind of batch', async () => {
  const world = await makeWorld();
  const { db } = world.deps;
  await createComponent(
    world.deps,
    world.owner,
    world.pageId,
    NewComponent.parse({ name: 'Cards' }),
  );
  expect(await findPage(db, world.pageId)).toMatchObject({ name: 'Northwind' });
  expect(await findPage(db, 'nobody’s')).toBeNull();
  const both = [pageQuery(db, 'nobody’s'), listComponents(db, world.pageId)] as const;
  for (const [pages, components] of [
    await asking(db)(both),
    await writeAndRead(db, [], both),
    await db.batch(both),
  ]) {
    expect(pages).toEqual([]);
    expect(components.map(({ name, group }) => [name, group])).toEqual([['Cards', false]]);
  }
  world.close();
});

test('each database runs its own query', async () => {
  const [mine, yours] = [await makeWorld(), await makeWorld()];
  const input = NewComponent.parse({ name: 'Cards' });
  await createComponent(mine.deps, mine.owner, mine.pageId, input);
  expect(await listComponents(mine.deps.db, mine.pageId)).toHaveLength(1);
  expect(await listComponents(yours.deps.db, mine.pageId)).toEqual([]); // both have the same ids
  mine.close();
  yours.close();
});
