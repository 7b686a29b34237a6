import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failedPeople } from '../../db/delivery/failed.ts';
import { batch } from '../../db/schema/index.ts';
import { findSubscriber } from '../../db/subscriber/subscriber.ts';
import { stored } from '../support/hostile/hostile.ts';
import { addSubscribers, passTheWaits, publish, type World } from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { expectOnceEach, makeProviderWorld } from '../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld());
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

test('a response lost after the emails were accepted sends no second copy', async () => {
  const people = await addSubscribers(world, 150);
  provider.trouble = (_, n) => (n <= 2 ? { dropAfterAccept: true } : null);
  await publish(world);
  await world.poll();
  expect((await world.batches()).map((c) => [c.state, c.attempts])).toEqual([
    ['ready', 1],
    ['ready', 1],
  ]);
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, people);
  const [first, second, third, fourth] = provider.calls;
  expect([third?.key, fourth?.key].sort()).toEqual([first?.key, second?.key].sort());
  expect(provider.calls.find((c, i) => i > 1 && c.key === first?.key)?.body).toBe(first?.body);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 150 });
});

test('“too fast” waits as long as the provider says and costs no attempt', async () => {
  const people = await addSubscribers(world, 5);
  provider.trouble = (_, n) =>
    n === 1 ? { status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '30' } } : null;
  await publish(world);
  await world.poll();
  const [waiting] = await world.db
    .select({
      wait: sql<number>`due_at - cast(unixepoch('subsec') * 1000 as integer)`,
      attempts: batch.attempts,
    })
    .from(batch);
  expect(waiting?.wait).toBeGreaterThan(25_000);
  expect(waiting?.attempts).toBe(0);
  await world.poll();
  expect(provider.calls).toHaveLength(1);
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, people);
});

test('“too fast” after a lost response keeps the key: the first attempt may have been delivered', async () => {
  const people = await addSubscribers(world, 5);
  provider.trouble = (_, n) =>
    n === 1
      ? { dropAfterAccept: true }
      : n === 2
        ? { status: 429, name: 'rate_limit_exceeded' }
        : null;
  await publish(world);
  for (let i = 0; i < 3; i++) {
    await passTheWaits(world);
    await world.poll();
  }
  expect(new Set(provider.calls.map((call) => call.key)).size).toBe(1);
  expectOnceEach(provider, people);
});

test('addresses refused individually fail alone, with the reason', async () => {
  const people = await addSubscribers(world, 100);
  const bad = people.slice(10, 13);
  provider.trouble = () => ({ refuse: (to) => bad.includes(to) });
  await publish(world);
  await world.poll();
  expectOnceEach(
    provider,
    people.filter((to) => !bad.includes(to)),
  );
  expect(provider.calls).toHaveLength(1);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 97, failed: 3 });
  const [only] = await world.batches();
  expect(only?.failures).toHaveLength(3);
  const failed = await Promise.all(
    (only?.failures ?? []).map(async ({ index }) => {
      const id = only?.recipients[index] ?? '';
      return (await findSubscriber(world.db, world.pageId, { id }))?.email;
    }),
  );
  expect(failed.sort()).toEqual([...bad].sort());
});

test('an address that makes a whole batch fail ends up alone; the others are notified', async () => {
  const people = await addSubscribers(world, 100);
  const poison = people[42] ?? '';
  provider.trouble = (call) =>
    call.batch.some((mail) => mail.to.includes(poison))
      ? { status: 422, name: 'validation_error' }
      : null;
  await publish(world);
  await world.poll();
  expectOnceEach(
    provider,
    people.filter((to) => to !== poison),
  );
  expect(provider.calls.length).toBeLessThanOrEqual(15);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 100,
    sent: 99,
    failed: 1,
  });
});

test('mail waits while the provider refuses our key or is down, and then goes out', async () => {
  const people = await addSubscribers(world, 5);
  const answers = [{ status: 401, name: 'missing_api_key' }, { status: 503 }, { status: 503 }];
  provider.trouble = (_, n) => answers[n - 1] ?? null;
  await publish(world);
  for (let i = 0; i < 4; i++) {
    await passTheWaits(world);
    await world.poll();
  }
  expectOnceEach(provider, people);
  expect((await world.batches())[0]?.attempts).toBe(3);
});

test.each([
  [
    'an error without a text',
    { status: 500, body: { statusCode: 500, name: 'application_error' } },
  ],
  ['an error without a name', { status: 429, body: { statusCode: 429, message: 'Too fast' } }],
  ['an error of a gateway', { status: 502, body: { error: 'Bad gateway' } }],
  ['an error that is a text', { status: 502, body: 'Bad gateway' }],
  ['an error without a body', { status: 502, body: null }],
  ['an empty acceptance', { status: 200, body: null }],
])('%s is tried again, and recorded at once', async (_, answer) => {
  const people = await addSubscribers(world, 2);
  provider.trouble = (_, n) => (n === 1 ? answer : null);
  await publish(world);
  await world.poll();
  expect((await world.batches()).map(({ state }) => state)).toEqual(['ready']);
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, people);
  expect(world.logged.filter(({ message }) => message === 'batch abandoned')).toEqual([]);
});

test('an address refused without a reason fails alone', async () => {
  const people = await addSubscribers(world, 2);
  provider.trouble = () => ({ status: 200, body: { data: [], errors: [{ index: 1 }, null] } });
  await publish(world);
  await world.poll();
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', sent: people.length - 1, failed: 1 });
});

test('a key that the provider knows with other bytes raises an alarm, and nothing is sent again', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ status: 409, name: 'invalid_idempotent_request' });
  await publish(world);
  await world.poll();
  await passTheWaits(world);
  await world.poll();
  expect(provider.calls).toHaveLength(1);
  expect(await world.notification()).toMatchObject({
    state: 'needs_operator',
    unknown: 5,
    sent: 0,
  });
  expect(world.logged.some((line) => line.level === 'error')).toBe(true);
});

test('mail in doubt for a day is never sent again automatically', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ dropAfterAccept: true });
  await publish(world);
  await world.poll();
  await world.db.run(sql`update chunk set first_sent_at = first_sent_at - ${24 * 3_600_000}`);
  await passTheWaits(world);
  await world.poll();
  expect(provider.calls).toHaveLength(1);
  expect(await world.notification()).toMatchObject({ state: 'needs_operator', unknown: 5 });
});

test('a refusal with characters that a database can’t store is stored without them', async () => {
  await addSubscribers(world, 3);
  provider.trouble = () => ({ status: 422, name: 'half \ud83d, \udc00 half, \u0000 and \u0007' });
  await publish(world);
  await world.poll();
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', failed: 3 });
  const people = await failedPeople(world.db, result?.id ?? '', { page: 1, limit: 10 });
  expect(people.map(({ reason }) => reason)).toEqual(
    Array(3).fill(expect.stringContaining('half')),
  );
  for (const { lastError } of await world.batches())
    expect(lastError ?? '').toBe(stored(lastError ?? ''));
});
