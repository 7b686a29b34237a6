import { afterEach, beforeEach, expect, test } from 'vitest';
import { tick } from '../../../api/runtime/tick.ts';
import {
  attempt,
  batch,
  deliveryAttempt,
  directMail,
  notification,
} from '../../../db/schema/index.ts';
import { makeWorld, type World } from '../../support/mail/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

test('the delivery log names nobody after thirty days, and keeps its counts', async () => {
  const { db, pageId } = world;
  const DAY = 86_400_000;
  const days = (n: number) => world.clock.now - n * DAY;
  const of = {
    pageId,
    incidentId: 'i',
    state: 'done',
    cutAt: 0,
    holdUntil: 0,
    createdAt: 0,
  } as const;
  const part = { pageId, channel: 'email', batchNo: 1, n: 1, state: 'dead', dueAt: 0 } as const;
  const call = { pageId, channel: 'webhook', durationMs: 1, outcome: 'refused' };
  const failures = [{ index: 0, message: 'a@customers.example is unknown' }];
  const lastError = 'a@customers.example is unknown';
  for (const [id, age] of Object.entries({ young: 29, old: 31 })) {
    await db
      .insert(notification)
      .values({ ...of, id, updateId: id, finishedAt: days(age), failed: 1 });
    await db.insert(batch).values({
      ...{ ...part, id, notificationId: id, hostKey: 'h', recipients: ['a'], lastError, failures },
      recipientSnapshot: [{ id: 'a', email: 'a@customers.example', epoch: 1 }],
    });
    await db.insert(deliveryAttempt).values({ ...call, id, at: days(age), excerpt: 'secret' });
  }
  await tick(world.deps);
  const batches = await db.select().from(batch).orderBy(batch.id);
  expect(batches).toMatchObject([
    {
      ...{ id: 'old', recipientSnapshot: null, lastError: null, hostKey: null, n: 1 },
      failures: [{ index: 0, message: 'No longer stored.' }],
    },
    { id: 'young', lastError, hostKey: 'h', failures },
  ]);
  const attempts = await db.select().from(deliveryAttempt);
  expect(attempts.map(({ id }) => id)).toEqual(['young']);
  expect(await db.select().from(notification)).toMatchObject([{ failed: 1 }, { failed: 1 }]);
});

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
