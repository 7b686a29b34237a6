import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reopenChannel } from '../../api/actions/delivery/channel.ts';
import { controlDelivery } from '../../api/actions/delivery/notification.ts';
import { recordResendEvent } from '../../api/actions/subscriber/bounce/resend-event.ts';
import { checkAccount } from '../../api/notify/account.ts';
import { EMAIL } from '../../api/notify/channels/email/channel.ts';
import { notifyOperators } from '../../api/notify/operators.ts';
import { reachOf } from '../../db/channel/channel.ts';
import { UNTIL_RESUMED } from '../../db/channel/circuit-breaker.ts';
import { prune } from '../../db/prune.ts';
import { channelState, directMail, notification } from '../../db/schema/index.ts';
import { describeReach } from '../../templates/words.ts';
import { addSubscribers, lead, passTheWaits, publish, type World } from '../support/mail/mail.ts';
import type { Provider } from '../support/mail/provider.ts';
import { makeProviderWorld } from '../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
beforeEach(async () => {
  ({ provider, world } = await makeProviderWorld({ from: 'Acme <status@acme.example>' }));
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

const emailState = async () => {
  const [row] = await world.db.select().from(channelState).where(eq(channelState.channel, 'email'));
  if (!row) throw new Error('the channel has not been used');
  return row;
};
const notifications = () => world.db.select().from(notification).orderBy(notification.createdAt);
const probeTime = async () => {
  await world.db.run(sql`update lane set closed_until = closed_until - 30000`);
  await passTheWaits(world);
};

test('when one in twenty of five hundred emails is refused the circuit opens, probes with one batch every 30 seconds, and closes by itself', async () => {
  const people = await addSubscribers(world, 4000);
  provider.trouble = () => ({ refuse: (to) => /[05]@/.test(to) });
  await publish(world);
  await world.poll();
  const closed = await emailState();
  expect(closed.closedSince).not.toBeNull();
  expect(closed.trouble).toContain('5%');
  const before = provider.calls.length;
  expect(before).toBeLessThan(40);
  await world.poll();
  expect(provider.calls).toHaveLength(before);
  await probeTime();
  await world.poll();
  expect(provider.calls, 'a probe that goes badly is one call').toHaveLength(before + 1);
  provider.trouble = () => null;
  await probeTime();
  await world.poll();
  expect(await emailState()).toMatchObject({ closedSince: null, closedUntil: null, trouble: null });
  const [done] = await notifications();
  expect(done).toMatchObject({ state: 'done', planned: people.length, unknown: 0 });
  expect((done?.sent ?? 0) + (done?.failed ?? 0)).toBe(people.length);
});

test('a few refusals among many do not open the circuit', async () => {
  await addSubscribers(world, 1500);
  provider.trouble = () => ({ refuse: (to) => /33@/.test(to) });
  await publish(world);
  await world.poll();
  expect((await emailState()).closedSince).toBeNull();
  expect(await notifications()).toMatchObject([{ state: 'done', failed: 15 }]);
});

test('when one in a thousand complains mail waits until an owner resumes it', async () => {
  const people = await addSubscribers(world, 1500);
  await publish(world);
  await world.poll();
  const complain = (to: string, eventId: string) =>
    recordResendEvent(
      world.deps,
      { provider: 'resend', eventId },
      {
        type: 'email.complained',
        created_at: new Date(world.clock.now).toISOString(),
        data: { to: [to] },
      },
    );
  world.clock.now = Date.now();
  await complain(people[0] ?? '', 'one');
  expect((await emailState()).closedSince).toBeNull();
  await complain(people[1] ?? '', 'two');
  expect(await emailState()).toMatchObject({
    closedUntil: UNTIL_RESUMED,
    trouble: expect.stringContaining('spam'),
  });
  await publish(world, { name: 'Another' });
  const calls = provider.calls.length;
  await probeTime();
  await world.poll();
  expect(provider.calls, 'nothing tries by itself').toHaveLength(calls);
  await reopenChannel(world.deps, lead, world.pageId, EMAIL);
  await world.poll();
  await world.poll();
  expect(provider.copies).toHaveLength(1500 + 1498);
});

test('the owners are emailed about an open circuit once', async () => {
  await world.db.run(sql`insert into user (id, name, email, email_verified, created_at, updated_at)
    values ('lead', 'Lea Lead', 'lea@acme.example', 1, 0, 0)`);
  await world.db.run(
    sql`insert into member (page_id, user_id, role, created_at) values (${world.pageId}, 'lead', 'owner', 0)`,
  );
  await addSubscribers(world, 1500);
  provider.trouble = () => ({ refuse: () => true });
  await publish(world);
  await world.poll();
  for (let i = 0; i < 3; i++) await notifyOperators({ ...world.deps, wake: () => {} });
  const mails = await world.db.select().from(directMail);
  expect(mails).toMatchObject([{ kind: 'operator', to: 'lea@acme.example' }]);
  expect(mails[0]?.text).toContain('5%');
  expect(mails[0]?.text).toContain('/admin/mail');
});

test('the owners are notified once of a circuit that stays open for days, and again the next time', async () => {
  await world.db.run(sql`insert into user (id, name, email, email_verified, created_at, updated_at)
    values ('lead', 'Lea Lead', 'lea@acme.example', 1, 0, 0)`);
  await world.db.run(
    sql`insert into member (page_id, user_id, role, created_at) values (${world.pageId}, 'lead', 'owner', 0)`,
  );
  const close = (since: number) =>
    world.db
      .insert(channelState)
      .values({ channel: 'email', refilledAt: 0, raisedAt: 0, closedSince: since, trouble: 'down' })
      .onConflictDoUpdate({ target: channelState.channel, set: { closedSince: since } });
  await close(1);
  for (let day = 1; day <= 5; day++) {
    await notifyOperators({ ...world.deps, wake: () => {} });
    await world.poll();
    await world.db.run(sql`update letter set sent_at = ${day} where sent_at is not null`);
    await prune(world.db, day + 1);
  }
  expect(provider.calls).toHaveLength(1);
  await reopenChannel(world.deps, lead, world.pageId, EMAIL);
  await prune(world.db, 10);
  expect(await world.db.select().from(directMail)).toEqual([]);
  await close(2);
  await notifyOperators({ ...world.deps, wake: () => {} });
  await world.poll();
  expect(provider.calls).toHaveLength(2);
});

test('the thirteenth email of an hour waits for a person to send it', async () => {
  await addSubscribers(world, 1);
  for (let i = 1; i <= 13; i++) {
    world.clock.now += 1000;
    await publish(world, { name: `Trouble ${i}` });
    if (i % 3 === 0) await world.poll();
  }
  await world.poll();
  expect(provider.copies).toHaveLength(12);
  const last = (await notifications()).at(-1);
  expect(last).toMatchObject({ state: 'needs_operator', guard: 'many', finishedAt: null });
  await controlDelivery(world.deps, lead, world.pageId, last?.id ?? '', 'resume');
  await world.poll();
  expect(provider.copies).toHaveLength(13);
});

test('an exhausted quota opens the circuit and loses nothing', async () => {
  const people = await addSubscribers(world, 300);
  provider.trouble = (_, n) => (n === 1 ? null : { status: 429, name: 'daily_quota_exceeded' });
  await publish(world);
  await world.poll();
  const closed = await emailState();
  expect((closed.closedUntil ?? 0) - Date.now()).toBeGreaterThan(55 * 60_000);
  expect(closed).toMatchObject({ quotaLeft: 0, trouble: 'daily_quota_exceeded' });
  const calls = provider.calls.length;
  await world.poll();
  expect(provider.calls).toHaveLength(calls);
  provider.trouble = () => null;
  await world.db.run(sql`update lane set closed_until = 0`);
  await passTheWaits(world);
  await world.poll();
  expect(provider.copies.map((copy) => copy.to).sort()).toEqual([...people].sort());
});

const usage = (used: number) => ({
  emails: {
    daily: { used, limit: 100, resets_at: '2026-11-21T00:00:00.000Z' },
    monthly: { used, limit: 3000, resets_at: '2026-12-01T00:00:00.000Z' },
  },
});

test('the remaining quota is known before publishing, and reported when it is too small', async () => {
  provider.asked = (path) =>
    path === '/usage' ? usage(40) : { data: [{ name: 'acme.example', status: 'verified' }] };
  await addSubscribers(world, 70);
  await checkAccount(world.deps);
  expect(await emailState()).toMatchObject({ quotaLeft: 60, accountTrouble: null });
  const reach = await reachOf(world.db, world.pageId);
  expect(reach).toMatchObject({ people: 70, left: 60 });
  expect(describeReach(reach)).toContain('70 emails');
});

test.for([
  ['a refused key', 'RESEND_API_KEY', { status: 401, name: 'invalid_api_key' }],
  ['a sender whose domain is not verified', 'MAIL_FROM', null],
] as const)('%s is named, and mail waits', async ([_, variable, refusal]) => {
  provider.asked = (path) =>
    refusal ??
    (path === '/usage' ? usage(0) : { data: [{ name: 'other.example', status: 'verified' }] });
  await checkAccount(world.deps);
  expect((await emailState()).accountTrouble).toContain(variable);
  expect(world.logged.some((line) => JSON.stringify(line).includes(variable))).toBe(true);
  provider.asked = (path) =>
    path === '/usage' ? usage(0) : { data: [{ name: 'acme.example', status: 'verified' }] };
  await checkAccount(world.deps);
  expect((await emailState()).accountTrouble).toBeNull();
});
