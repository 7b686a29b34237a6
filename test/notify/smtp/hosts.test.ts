import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADDRESS_PURPOSE } from '../../../api/domain/destination/purposes.ts';
import { SECOND } from '../../../api/domain/time/time.ts';
import type { Channel, ChannelAnswer } from '../../../api/notify/port/channel.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import { deliveryAttempt, hostState, subscriber } from '../../../db/schema/index.ts';
import {
  addSubscribers,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../../support/mail/mail.ts';

let world: World;
let sender: Sender;
/** Addresses in the order of the calls, and what each host answers; others accept. */
let calls: { address: string; key: string }[];
let answers: Record<string, (n: number) => ChannelAnswer | Promise<ChannelAnswer>>;
let open: number;
let mostOpen: number;

beforeEach(async () => {
  world = await makeWorld();
  calls = [];
  answers = {};
  open = mostOpen = 0;
  sender = senderOf();
});
afterEach(async () => {
  await sender.stop();
  await world.close();
});

const sent: ChannelAnswer = { kind: 'sent', failures: [], status: 204, excerpt: 'thanks' };
const down: ChannelAnswer = { kind: 'refused', code: 'down', message: 'Down.', about: 'server' };
const lost: ChannelAnswer = { kind: 'ambiguous', code: 'timeout', message: 'No answer.' };

const hook = (limits: Partial<Channel['limits']> = {}): Channel => ({
  name: 'hook',
  limits: { maxBatch: 1, maxConcurrency: 8, keyed: true, perHost: 2, ...limits },
  retry: { delays: [SECOND, SECOND], afterLastTimeout: 'failed' },
  render: async ({ incident, update }) => ({
    ...{ from: 'Acme', subject: incident.name, html: '', text: update.body },
  }),
  deliver: (batch, key, { request }) =>
    request(async () => {
      const address = batch.recipients[0]?.address ?? '';
      calls.push({ address, key });
      const host = address.split('/')[0] ?? '';
      mostOpen = Math.max(mostOpen, ++open);
      const answer = await answers[host]?.(calls.length);
      open--;
      return answer ?? sent;
    }),
});
const senderOf = (limits?: Partial<Channel['limits']>): Sender => {
  const { deps } = world;
  return new Sender({ ...deps, channels: [...deps.channels, hook(limits)], holder: 'hooks' });
};

/** Destinations `HOST/0` and so on. */
async function addHooks(host: string, n: number, from = 0): Promise<void> {
  await addSubscribers(world, n, from, 'hook');
  const rows = await world.db
    .select()
    .from(subscriber)
    .where(sql`${subscriber.channel} = 'hook' and ${subscriber.address} is null`);
  for (const [i, { id }] of rows.entries()) {
    const address = await world.deps.encryption.encrypt(ADDRESS_PURPOSE, `${host}/${i}`);
    await world.db
      .update(subscriber)
      .set({ address, hostKey: `key of ${host}` })
      .where(eq(subscriber.id, id));
  }
}
const hooks = () => world.db.select().from(subscriber).where(eq(subscriber.channel, 'hook'));
const attempts = () =>
  world.db
    .select()
    .from(deliveryAttempt)
    .where(eq(deliveryAttempt.channel, 'hook'))
    .orderBy(deliveryAttempt.at, deliveryAttempt.id);

test('each destination has a batch of its own, gets its address decrypted, and one attempt is recorded', async () => {
  await addHooks('one.example', 3);
  await addSubscribers(world, 2);
  await publish(world);
  await sender.poll();
  expect(calls.map(({ address }) => address).sort()).toEqual([
    'one.example/0',
    'one.example/1',
    'one.example/2',
  ]);
  expect(await world.notification()).toMatchObject({ state: 'done', planned: 5, sent: 5 });
  const rows = await attempts();
  expect(rows).toHaveLength(3);
  expect(rows[0]).toMatchObject({ outcome: 'sent', status: 204, excerpt: 'thanks', nextAt: null });
  expect(new Set(rows.map(({ subscriberId }) => subscriberId)).size).toBe(3);
  const mails = await world.db
    .select()
    .from(deliveryAttempt)
    .where(eq(deliveryAttempt.channel, 'email'));
  expect(mails).toMatchObject([{ outcome: 'sent', subscriberId: null }]);
});

test('a page without a subscriber of the channel renders nothing for it', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  await sender.poll();
  expect((await world.notification())?.messages).toBeNull();
});

test('a host that hangs delays no other, and gets no more calls at once than its limit', async () => {
  let release = (): void => {};
  const hanging = new Promise<ChannelAnswer>((resolve) => {
    release = () => resolve(lost);
  });
  answers['dead.example'] = () => hanging;
  await addHooks('dead.example', 20);
  for (let i = 0; i < 30; i++) await addHooks(`fine-${i}.example`, 1, 100 + i);
  await publish(world);
  const done = sender.poll();
  await expect
    .poll(() => calls.filter(({ address }) => address.startsWith('fine')).length, {
      timeout: 20_000,
    })
    .toBe(30);
  const dead = () => calls.filter(({ address }) => address.startsWith('dead'));
  expect(dead()).toHaveLength(2);
  expect(mostOpen).toBeLessThanOrEqual(8);
  answers['dead.example'] = () => lost;
  release();
  await done;
  // Two timeouts and one more call opened its circuit: what is left waits.
  expect(dead().length).toBeLessThanOrEqual(4);
  expect(await world.db.select().from(hostState)).toMatchObject([
    { hostKey: 'key of dead.example' },
  ]);
  const { rows } = await world.db.run(
    sql`select count(*) as n from chunk where state = 'ready' and due_at > unixepoch() * 1000 + 5000`,
  );
  expect(Number(rows[0]?.n)).toBeGreaterThanOrEqual(16);
  // It works again: one call closes the circuit, and all get theirs.
  answers = {};
  await passTheWaits(world);
  await sender.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 50, failed: 0 });
  expect(await world.db.select().from(hostState)).toEqual([]);
  expect((await hooks()).every(({ failingSince }) => failingSince === null)).toBe(true);
});

test('a call is repeated under the same key, and fails after the last attempt', async () => {
  await addHooks('lost.example', 1);
  await publish(world);
  answers['lost.example'] = () => lost;
  for (let i = 0; i < 4; i++) {
    await sender.poll();
    await passTheWaits(world);
  }
  expect(calls).toHaveLength(3);
  expect(new Set(calls.map(({ key }) => key)).size).toBe(1);
  expect(await world.notification()).toMatchObject({ state: 'done', failed: 1, unknown: 0 });
  expect((await attempts()).map(({ outcome, nextAt }) => [outcome, nextAt !== null])).toEqual([
    ['no_response', true],
    ['no_response', true],
    ['no_response', false],
  ]);
  expect((await hooks())[0]?.failingSince).not.toBeNull();
});

test('without keys, a lost response stays unknown and is not repeated', async () => {
  sender = senderOf({ keyed: false });
  await addHooks('lost.example', 1);
  await publish(world);
  answers['lost.example'] = () => lost;
  await sender.poll();
  await passTheWaits(world);
  await sender.poll();
  expect(calls).toHaveLength(1);
  expect(await world.notification()).toMatchObject({ state: 'needs_operator', unknown: 1 });
  expect(await attempts()).toMatchObject([{ outcome: 'unknown' }]);
});

test('a destination that is gone is quarantined; one whose token was refused waits', async () => {
  await addHooks('gone.example', 1);
  await addHooks('token.example', 1, 10);
  await publish(world);
  answers['gone.example'] = () => ({
    ...{ kind: 'refused', code: 'gone', message: 'It answered 410 Gone.', about: 'gone' },
    status: 410,
  });
  answers['token.example'] = () => ({
    ...{ kind: 'refused', code: 'auth', message: 'Token revoked.', about: 'credential' },
  });
  await sender.poll();
  const [gone, token] = (await hooks()).sort((a, b) => (a.email < b.email ? -1 : 1));
  expect(gone).toMatchObject({ state: 'active', quarantineReason: 'It answered 410 Gone.' });
  expect(token).toMatchObject({ quarantinedAt: null, failingSince: null });
  expect(await world.notification()).toMatchObject({ state: 'sending', failed: 1 });
  answers = {};
  await passTheWaits(world);
  await sender.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 1, failed: 1 });
  await publish(world, { name: 'Login fails', body: 'Login is slow.' });
  await sender.poll();
  expect(calls.filter(({ address }) => address.startsWith('gone'))).toHaveLength(1);
  expect(new Set((await attempts()).map(({ outcome }) => outcome))).toEqual(
    new Set(['gone', 'credential', 'sent']),
  );
});

test('a destination at which everything failed for five days gets no more', async () => {
  await addHooks('down.example', 1);
  await world.db.run(sql`update subscriber set failing_since = 1000`);
  await publish(world);
  answers['down.example'] = () => down;
  await sender.poll();
  expect((await hooks())[0]).toMatchObject({
    failingSince: 1000,
    quarantineReason: 'Every delivery failed for five days.',
  });
});
