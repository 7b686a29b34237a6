import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlDelivery, type DeliveryControl } from '../../api/actions/delivery/notification.ts';
import { audit, batch, notification } from '../../db/schema/index.ts';
import { addSubscribers, lead, passTheWaits, publish, type World } from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { makeProviderWorld } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const PEOPLE = FULL ? 20_000 : 600;
const TOGGLES = FULL ? 50 : 12;

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ maxBatch: 10 }));
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

const poll = () => world.deps.sender.poll();
const totals = async () => {
  const [row] = await world.db.select().from(notification);
  if (!row) throw new Error('nothing was to be told');
  return row;
};
const control = async (verb: DeliveryControl) =>
  controlDelivery(world.deps, lead, world.pageId, (await totals()).id, verb);
const hold = (seconds: number) => world.db.run(sql`update page set mail_hold = ${seconds}`);

test('paused and resumed at random moments, a fan-out reaches everybody once', async () => {
  const random = announced('STEER_SEED');
  provider.delay = () => random() * 5;
  const people = await addSubscribers(world, PEOPLE);
  await publish(world);
  let looking = poll();
  for (let i = 0; i < TOGGLES; i++) {
    await new Promise((later) => setTimeout(later, random() * 60));
    if ((await totals()).state === 'done') break;
    await control('pause').catch(() => {}); // it may have ended just now
    await looking;
    const calls = provider.calls.length;
    await poll();
    expect(provider.calls.length, 'nothing goes out while paused').toBe(calls);
    await control('resume').catch(() => {});
    looking = poll();
  }
  await looking;
  await passTheWaits(world);
  await poll();
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );
  expect(await totals()).toMatchObject({ state: 'done', planned: PEOPLE, sent: PEOPLE });
}, 120_000);

/** Of those at once: on their way, and begun together behind them. */
const BEGUN = 3;

test('after a pause only calls begun before it are made', async () => {
  await addSubscribers(world, 2000);
  let paused: Promise<number> | undefined;
  provider.trouble = (_, n) => {
    if (n >= 5) paused ??= control('pause').then(() => provider.calls.length);
    return null;
  };
  provider.delay = () => 20;
  await publish(world);
  await poll();
  expect(provider.calls.length).toBeLessThanOrEqual(
    Number(await paused) + BEGUN * world.deps.mailer.maxConcurrency,
  );
  expect((await totals()).state).toBe('paused');
});

test('stopped midway, the counts say exactly who was notified', async () => {
  await addSubscribers(world, 2000);
  let stopped: Promise<unknown> | undefined;
  provider.trouble = (_, n) => {
    if (n >= 7) stopped ??= control('cancel');
    return null;
  };
  provider.delay = () => 20;
  await publish(world);
  await poll();
  await stopped;
  await poll();
  const row = await totals();
  expect(row).toMatchObject({ state: 'cancelled', planned: 2000, failed: 0, unknown: 0 });
  expect(row.sent).toBe(provider.copies.length);
  expect(row.sent).toBeLessThan(2000);
  const batches = await world.db.select().from(batch);
  const unsent = batches.filter((c) => c.state === 'superseded').reduce((sum, c) => sum + c.n, 0);
  expect(row.sent + unsent).toBe(2000);
});

test('mail waits out the page’s email delay, and can be stopped until then', async () => {
  await hold(30);
  await addSubscribers(world, 2);
  await publish(world);
  await poll();
  expect((await totals()).state).toBe('held');
  expect((await totals()).holdUntil - Date.now()).toBeGreaterThan(20_000);
  await control('cancel');
  await world.db.run(sql`update notification set hold_until = 0`);
  await poll();
  expect(provider.calls).toEqual([]);
  expect((await totals()).state).toBe('cancelled');
  expect((await world.db.select().from(audit)).map((row) => row.action)).toContain('cancel');
});

test('delayed mail goes out by itself when its time has come, and at once on request', async () => {
  const people = await addSubscribers(world, 2);
  await hold(30);
  await publish(world);
  await control('resume');
  await poll();
  expect(provider.copies.map((copy) => copy.to).sort()).toEqual(people.sort());
  await publish(world, { name: 'Another' });
  await poll();
  expect(provider.copies).toHaveLength(2);
  await world.db.run(sql`update notification set hold_until = hold_until - 31000`);
  await poll();
  expect(provider.copies).toHaveLength(4);
});

test('finished mail can’t be stopped, and the error says so', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  await poll();
  for (const verb of ['cancel', 'pause', 'resume'] as const)
    await expect(control(verb)).rejects.toMatchObject({ code: 'conflict' });
  expect(await totals()).toMatchObject({ state: 'done', sent: 1 });
});
