import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeIncident } from '../../api/actions/incident/index.ts';
import { unsubscribe } from '../../api/actions/subscriber/unsubscribe.ts';
import { tokenFor } from '../../api/auth/link.ts';
import { addressHash } from '../../api/core/secret.ts';
import { EMAIL } from '../../api/notify/channels/email/channel.ts';
import { resendMailer } from '../../api/notify/channels/email/resend.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { acquirePermits } from '../../db/channel/rate-limit.ts';
import { beginBatches } from '../../db/delivery/batch/begin.ts';
import { claimBatches } from '../../db/delivery/batch/claim.ts';
import { write } from '../../db/engine/write.ts';
import { channelState, subscriber, suppression } from '../../db/schema/index.ts';
import { findSubscriber } from '../../db/subscriber/subscriber.ts';
import {
  addSubscribers,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../support/mail/mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { expectOnceEach } from '../support/mail/provider-world.ts';

let provider: Provider;
let world: World;
let beforeCall: () => Promise<void>;
/** How long the sender waits for an answer, ms: not long only where none comes. */
let lockTimeout: number;

beforeEach(async () => {
  provider = await Provider.start();
  beforeCall = async () => {};
  lockTimeout = 15_000;
  world = await makeWorld({
    mailer: () => {
      const mailer = resendMailer({
        apiKey: 're_test',
        baseUrl: provider.url,
        get timeout() {
          return lockTimeout;
        },
      });
      return { ...mailer, send: (mails, key) => beforeCall().then(() => mailer.send(mails, key)) };
    },
  });
});
afterEach(async () => {
  await world.close();
  await provider.stop();
});

test('every confirmed subscriber gets one email, in batches of a hundred', async () => {
  const people = await addSubscribers(world, 230);
  await publish(world);
  await world.poll();
  expectOnceEach(provider, people);
  expect(provider.calls.map((call) => call.batch.length).sort()).toEqual([100, 100, 30]);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 230,
    sent: 230,
    failed: 0,
  });
});

test('only subscribers of affected components who confirmed before are notified', async () => {
  await addSubscribers(world, 4);
  const byNumber = async (n: number) => {
    const email = `person-${n}@customers.example`;
    const found = await findSubscriber(world.db, world.pageId, { email });
    if (!found) throw new Error('no such person');
    return found;
  };
  const choose = async (n: number, componentId: string) => {
    const { id } = await byNumber(n);
    await world.db.run(sql`update subscriber set all_components = 0 where id = ${id}`);
    await world.db.run(
      sql`insert into subscription (subscriber_id, component_id) values (${id}, ${componentId})`,
    );
  };
  await choose(0, world.components.payments);
  await choose(1, world.components.login);
  await world.db
    .update(subscriber)
    .set({ state: 'pending' })
    .where(eq(subscriber.id, (await byNumber(2)).id));
  await world.db
    .update(subscriber)
    .set({ confirmedAt: world.clock.now + 1 })
    .where(eq(subscriber.id, (await byNumber(3)).id));
  await publish(world);
  await world.poll();
  expectOnceEach(provider, ['person-0@customers.example']);
});

test('an update published without “notify” notifies nobody', async () => {
  await addSubscribers(world, 1);
  await publish(world, { deliverNotifications: false });
  await world.poll();
  expect(provider.calls).toEqual([]);
});

test('unsubscribing while a response is lost does not change the bytes that are sent again', async () => {
  const people = await addSubscribers(world, 3);
  provider.trouble = (_, n) => (n === 1 ? { hang: true } : null);
  lockTimeout = 300;
  await publish(world);
  await world.poll();
  const one = await findSubscriber(world.db, world.pageId, { email: people[0] ?? '' });
  if (!one) throw new Error('no such person');
  await unsubscribe(
    world.deps,
    world.pageId,
    'unsubscribe',
    await tokenFor(world.deps.signer, 'unsubscribe', one),
  );
  await passTheWaits(world);
  await world.poll();
  expect(provider.calls[1]?.body).toBe(provider.calls[0]?.body);
  expectOnceEach(provider, people);
});

test('unsubscribing before the recipients are fixed prevents the email', async () => {
  const people = await addSubscribers(world, 3);
  provider.trouble = (_, n) => (n === 1 ? { status: 429, name: 'rate_limit_exceeded' } : null);
  await publish(world);
  await world.poll();
  const one = await findSubscriber(world.db, world.pageId, { email: people[1] ?? '' });
  if (!one) throw new Error('no such person');
  await unsubscribe(
    world.deps,
    world.pageId,
    'unsubscribe',
    await tokenFor(world.deps.signer, 'unsubscribe', one),
  );
  await passTheWaits(world);
  await world.poll();
  expectOnceEach(provider, [people[0] ?? '', people[2] ?? '']);
  expect(provider.calls[1]?.key).not.toBe(provider.calls[0]?.key);
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 3,
    sent: 2,
    suppressed: 1,
  });
});

test('unsubscribing, or bouncing, while the previous batch is sent prevents the email', async () => {
  const people = await addSubscribers(world, 120);
  const { deps, pageId } = world;
  const gone: string[] = [];
  beforeCall = async () => {
    beforeCall = async () => {};
    const [one, two] = await Promise.all(
      ((await world.batches())[1]?.recipients ?? []).map((id) =>
        findSubscriber(world.db, pageId, { id }),
      ),
    );
    if (!one || !two) throw new Error('nobody is in the second batch');
    gone.push(one.email, two.email);
    await unsubscribe(deps, pageId, 'unsubscribe', await tokenFor(deps.signer, 'unsubscribe', one));
    await world.db.insert(suppression).values({
      id: 'suppressed01',
      addressHash: await addressHash(two.email),
      reason: 'bounce',
      createdAt: 0,
    });
  };
  await publish(world);
  await world.poll();
  expect(gone).toHaveLength(2);
  expectOnceEach(
    provider,
    people.filter((to) => !gone.includes(to)),
  );
  expect(await world.notification()).toMatchObject({
    state: 'done',
    planned: 120,
    sent: 118,
    suppressed: 2,
  });
});

test('the recipients of a batch that waits for its permit are not fixed yet', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  const { db, deps } = world;
  await planDue({
    ...deps,
    holder: 'me',
  });
  const [claimed] = await claimBatches(db, EMAIL, { token: 'mine', holder: 'me' }, 1);
  if (!claimed) throw new Error('nothing to claim');
  await db
    .insert(channelState)
    .values({ channel: 'email', rate: 0.01, refilledAt: 1e15, raisedAt: 1e15 });
  const hashes = claimed.planned.map(([id]): [string, string] => [id, 'a hash']);
  const begins = beginBatches(db, EMAIL, 'mine', [{ id: claimed.batch.id, index: 0, hashes }]);
  expect(await acquirePermits(db, 'email', [], 1, begins)).toMatchObject({
    waitMs: expect.any(Number),
  });
  expect(await world.batches()).toMatchObject([
    { state: 'leased', recipientSnapshot: null, firstSentAt: null },
  ]);
  await db.run(sql`update lane set refilled_at = 0`);
  expect(await acquirePermits(db, 'email', [], 1, begins)).toMatchObject({
    begun: [[{ recipientSnapshot: [{}] }], []],
  });
});

test('a suppressed address gets no email', async () => {
  const people = await addSubscribers(world, 2);
  await write(world.db, [
    world.db.insert(suppression).values({
      id: 'suppressed01',
      addressHash: await addressHash(people[0] ?? ''),
      reason: 'bounce',
      createdAt: 0,
    }),
  ]);
  await publish(world);
  await world.poll();
  expectOnceEach(provider, [people[1] ?? '']);
});

test('unsent email of a deleted incident stays unsent', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ status: 429, name: 'rate_limit_exceeded' });
  const id = await publish(world);
  await world.poll();
  await removeIncident(world.deps, lead, world.pageId, id);
  provider.trouble = () => null;
  await passTheWaits(world);
  await world.poll();
  expect(provider.copies).toEqual([]);
  expect(await world.notification()).toMatchObject({ state: 'cancelled' });
});

test('addresses are not stored with a finished batch', async () => {
  await addSubscribers(world, 3);
  await publish(world);
  await world.poll();
  expect(JSON.stringify(await world.batches())).not.toContain('customers.example');
});

test('a notification without recipients is done', async () => {
  await publish(world);
  await world.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', planned: 0, sent: 0 });
});
