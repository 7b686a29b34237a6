import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { controlDelivery } from '../../api/actions/delivery/notification.ts';
import { FAILURES_TO_CLOSE, recordAccepted } from '../../db/channel/circuit-breaker.ts';
import { acquirePermits, reduceRate } from '../../db/channel/rate-limit.ts';
import { batch, channelState, directMail } from '../../db/schema/index.ts';
import { addSubscribers, lead, passTheWaits, publish, type World } from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { expectOnceEach, makeProviderWorld } from '../support/mail/provider-world.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ timeout: 500, maxBatch: 10 }));
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

const emailState = async () =>
  (await world.db.select().from(channelState).where(sql`channel = 'email'`))[0];
/** As if so much time had passed on the database's clock. */
const pass = async (ms: number) => {
  await world.db.run(sql`update lane set closed_until = closed_until - ${ms},
    refilled_at = refilled_at - ${ms}, raised_at = raised_at - ${ms}`);
  await world.db.run(
    sql`update notification set alive_at = alive_at - ${ms}, hold_until = hold_until - ${ms}`,
  );
  await passTheWaits(world);
};
const insertDirectMail = () =>
  world.db.insert(directMail).values({
    id: 'letter000001',
    pageId: world.pageId,
    kind: 'confirm',
    to: 'new@customers.example',
    subject: 's',
    html: 'h',
    text: 't',
    dueAt: 0,
    createdAt: 0,
  });

test('a provider with a rate limit hardly ever answers “too fast”', async () => {
  const limit = 25;
  const people = await addSubscribers(world, FULL ? 10_000 : 600);
  provider.headers = { 'ratelimit-limit': `${limit}` };
  let refused = 0;
  const times: number[] = [];
  provider.trouble = () => {
    const now = performance.now();
    while (times[0] !== undefined && times[0] < now - 1000) times.shift();
    if (times.length < limit) {
      times.push(now);
      return null;
    }
    refused++;
    return {
      status: 429,
      name: 'rate_limit_exceeded',
      headers: { 'retry-after': '1', 'ratelimit-limit': `${limit}` },
    };
  };
  await publish(world);
  await world.poll();
  for (let i = 0; i < 5; i++) {
    await passTheWaits(world);
    await world.poll();
  }
  expectOnceEach(provider, people);
  expect(refused).toBeLessThanOrEqual(Math.max(1, people.length / 10 / 100));
  const { announced: announcedRate, rate } = (await emailState()) ?? {};
  expect(announcedRate).toBe(limit);
  expect(rate).toBeGreaterThanOrEqual(limit * 0.4);
}, 120_000);

test('under many “too fast” answers no attempt is lost, each waits as long as requested, and everybody is notified once', async () => {
  const random = announced('STORM_SEED');
  const people = await addSubscribers(world, FULL ? 5000 : 300);
  // A pace that stays as it is: what is tried here is the waiting of each batch.
  const paceless = { rate: 1e6, raisedAt: 1e15 };
  await world.db.insert(channelState).values({ channel: 'email', refilledAt: 0, ...paceless });
  provider.trouble = () =>
    random() < 0.3
      ? { status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '30' } }
      : null;
  await publish(world);
  let waited = 0;
  while ((await world.notification())?.state !== 'done') {
    await world.poll();
    const rows = await world.db.all<{ attempts: number; wait: number; code: string | null }>(
      sql`select attempts, due_at - unixepoch('subsec') * 1000 as wait, last_code as code
        from chunk where state = 'ready' and last_code is not null`,
    );
    for (const one of rows) expect(one.attempts).toBe(0);
    const refused = rows.filter((one) => one.wait > 15_000).length;
    waited += refused;
    const calls = provider.calls.length;
    if (refused > 0) await world.poll();
    expect(provider.calls, 'nobody calls before Retry-After').toHaveLength(calls);
    await passTheWaits(world);
    await world.db.update(channelState).set(paceless);
  }
  expect(waited).toBeGreaterThan(0);
  expectOnceEach(provider, people);
}, 120_000);

test('“too fast” halves the rate once for all calls in flight; then each second restores a part of it, up to the limit', async () => {
  const begin = world.db.select().from(channelState).limit(0);
  const take = () => acquirePermits(world.db, 'email', [], 2, [begin]);
  const first = await take();
  if (!('permits' in first)) throw new Error('a new channel gives permits');
  await recordAccepted(world.db, first.permits, 40);
  expect((await emailState())?.rate).toBe(32);
  for (let i = 0; i < 5; i++) await reduceRate(world.db, first.permits, 2000);
  expect((await emailState())?.rate).toBe(16);
  expect(await take(), 'nobody calls before Retry-After').toEqual({ waitMs: expect.any(Number) });
  const rates: number[] = [];
  for (let second = 0; second < 14; second++) {
    await pass(4000);
    await take();
    rates.push((await emailState())?.rate ?? 0);
  }
  expect(rates.slice(0, 3)).toEqual([18, 20, 22]);
  expect(rates.at(-1)).toBe(39);
  await pass(4000);
  const later = await take();
  if (!('permits' in later)) throw new Error('it gives permits again');
  for (let i = 0; i < 9; i++) {
    later.permits.at += 10_000;
    await reduceRate(world.db, later.permits, 0);
  }
  expect((await emailState())?.rate, 'there is a floor').toBe(4);
});

test('a provider that is down opens the circuit after twenty failures, and is probed every 30 seconds until it recovers', async () => {
  const people = await addSubscribers(world, 300);
  provider.trouble = () => ({ status: 503, name: 'service_unavailable' });
  await publish(world);
  await world.poll();
  expect(provider.calls).toHaveLength(FAILURES_TO_CLOSE);
  expect((await emailState())?.trouble).toContain('service_unavailable');
  expect(world.logged.some((line) => line.message.includes('paused'))).toBe(true);
  await passTheWaits(world);
  await world.poll();
  expect(provider.calls).toHaveLength(FAILURES_TO_CLOSE);
  for (let probe = 1; probe <= 3; probe++) {
    await pass(30_000);
    await world.poll();
    await world.poll();
    expect(provider.calls).toHaveLength(FAILURES_TO_CLOSE + probe);
  }
  provider.trouble = () => null;
  await pass(30_000);
  await world.poll();
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, people);
  expect(await emailState()).toMatchObject({ failures: 0, closedUntil: null, trouble: null });
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 300, unknown: 0 });
});

test('a provider that never responds holds up no direct mail', async () => {
  await addSubscribers(world, 10);
  provider.trouble = (call) => (call.key.includes('/letter/') ? null : { hang: true });
  await publish(world);
  const looking = world.poll();
  await expect.poll(() => provider.calls.length).toBe(1);
  await insertDirectMail();
  await Promise.race([
    world.poll(),
    expect.poll(() => provider.copies.map((c) => c.to)).toContain('new@customers.example'),
  ]);
  expect((await world.db.select().from(batch))[0]?.state).toBe('leased');
  await looking;
});

test('mail of an update that was paused for an hour waits for a person, who sends it or does not', async () => {
  const people = await addSubscribers(world, 20);
  provider.trouble = () => ({ status: 429, name: 'rate_limit_exceeded' });
  await publish(world);
  await world.poll();
  provider.trouble = () => null;
  await pass(61 * 60_000);
  const calls = provider.calls.length;
  await world.poll();
  expect(provider.calls).toHaveLength(calls);
  const waiting = await world.notification();
  expect(waiting).toMatchObject({ state: 'needs_operator', finishedAt: null });
  await controlDelivery(world.deps, lead, world.pageId, waiting?.id ?? '', 'resume');
  await world.poll();
  expectOnceEach(provider, people);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 20 });
});

test('a database restored from an hour ago sends nothing by itself', async () => {
  await addSubscribers(world, 20);
  await world.db.run(sql`update page set mail_hold = 30`);
  await publish(world);
  await pass(61 * 60_000);
  await world.poll();
  await world.poll();
  expect(provider.calls).toEqual([]);
  expect((await world.notification())?.state).toBe('needs_operator');
});

test('after six hours of failed attempts an email is given up, and counted', async () => {
  await addSubscribers(world, 10);
  provider.trouble = () => ({ status: 401, name: 'missing_api_key' });
  await publish(world);
  await world.poll();
  await world.db.run(sql`update chunk set attempts = 27`);
  await passTheWaits(world);
  await world.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 0, failed: 10 });
  const calls = provider.calls.length;
  await passTheWaits(world);
  await world.poll();
  expect(provider.calls).toHaveLength(calls);
});
