import { afterEach, beforeEach, expect, test } from 'vitest';
import { tick } from '../../api/runtime/tick.ts';
import { attempt, directMail } from '../../db/schema/index.ts';
import { makeWorld, type World } from '../support/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

test('background work deletes settled rows after two days, and nothing that waits', async () => {
  const row = {
    pageId: world.pageId,
    kind: 'confirm',
    subject: 's',
    html: 'h',
    text: 't',
    createdAt: 0,
  };
  const old = world.clock.now - 49 * 3_600_000;
  const far = world.clock.now * 2;
  await world.db.insert(directMail).values([
    { ...row, id: 'sent', to: 'a@customers.example', state: 'done', dueAt: far, sentAt: old },
    { ...row, id: 'waiting', to: 'b@customers.example', state: 'ready', dueAt: far },
  ]);
  await world.db.insert(attempt).values([
    { key: 'over', count: 5, until: old },
    { key: 'running', count: 5, until: world.clock.now },
  ]);
  await tick(world.deps);
  expect((await world.db.select().from(directMail)).map((l) => l.id)).toEqual(['waiting']);
  expect((await world.db.select().from(attempt)).map((a) => a.key)).toEqual(['running']);
});
