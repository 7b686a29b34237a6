import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { batch } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { expectOnceEach } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { killSenders, startSender } from './process/senders.ts';

const PEOPLE = FULL ? 20_000 : 300;
const PROCESSES = FULL ? 8 : 3;

let provider: Provider;
let world: World;
beforeEach(async () => {
  provider = await Provider.start();
  world = await makeWorld();
});
afterEach(async () => {
  killSenders();
  await provider.stop();
  await world.close();
});

const start = () => startSender(world, provider);
const untilDone = () =>
  expect.poll(async () => (await world.notification())?.state, { timeout: 60_000 }).toBe('done');

test('updates published by a process that then died are sent by the next one', async () => {
  const people = await addSubscribers(world, 20);
  await publish(world); // in this process, which never looks
  await start();
  await untilDone();
  expectOnceEach(provider, people);
});

test('several processes over one database finish each batch once', async () => {
  const people = await addSubscribers(world, PEOPLE);
  provider.delay = () => 5;
  await Promise.all(Array.from({ length: PROCESSES }, start));
  await publish(world);
  await untilDone();
  expectOnceEach(provider, people);
  expect(await world.notification()).toMatchObject({ planned: PEOPLE, sent: PEOPLE, unknown: 0 });
  expect(provider.calls).toHaveLength(PEOPLE / 10);
}, 180_000);

test('a process suspended past its lease records nothing when it resumes, and duplicates nothing', async () => {
  const people = await addSubscribers(world, 50);
  const stopped = await start();
  provider.delay = () => 400;
  await publish(world);
  await expect.poll(() => provider.calls.length, { timeout: 20_000 }).toBe(1);
  stopped.kill('SIGSTOP');
  await world.db.run(sql`update chunk set due_at = 0 where state = 'leased'`); // as if 120 s had passed
  provider.delay = () => 0;
  await start();
  await untilDone();
  const before = await world.notification();
  stopped.kill('SIGCONT');
  await new Promise((later) => setTimeout(later, 500));
  expect(await world.notification()).toEqual(before);
  expect(before).toMatchObject({ sent: 50, unknown: 0 });
  expectOnceEach(provider, people);
  const repeated = provider.calls.filter((call) => call.key === provider.calls[0]?.key);
  expect(repeated.length, 'the batch under way went again under its key').toBeGreaterThan(1);
});

test('asked to stop, a process finishes its calls and releases the rest', async () => {
  const people = await addSubscribers(world, 200);
  const first = await start();
  provider.delay = () => 50;
  await publish(world);
  await expect.poll(() => provider.calls.length, { timeout: 20_000 }).toBeGreaterThan(3);
  first.kill('SIGTERM');
  await once(first, 'exit');
  expect(first.exitCode).toBe(0);
  const states = (await world.db.select({ state: batch.state }).from(batch)).map((c) => c.state);
  expect(states).not.toContain('leased');
  expect(states).toContain('ready');
  expect(provider.copies.length).toBe((await world.notification())?.sent);
  await start();
  await untilDone();
  expectOnceEach(provider, people);
  expect(new Set(provider.calls.map((call) => call.key)).size).toBe(provider.calls.length);
});
