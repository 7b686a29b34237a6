import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDeps } from '../../api/deps.ts';
import { tokenFor } from '../../api/link.ts';
import { planDue } from '../../api/notify/plan.ts';
import { resendMailer } from '../../api/notify/transports/resend.ts';
import { removeIncident } from '../../api/publish/incident.ts';
import { leave } from '../../api/publish/subscriber.ts';
import { addressHash } from '../../api/secret.ts';
import { tick } from '../../api/tick.ts';
import { beginChunks, claimChunks, LEASE } from '../../db/chunk.ts';
import { openDb } from '../../db/client.ts';
import { takeTurns } from '../../db/pace.ts';
import {
  attempt,
  chunk,
  lane,
  letter,
  notification,
  subscriber,
  suppression,
} from '../../db/schema/index.ts';
import { findSubscriber } from '../../db/subscriber.ts';
import { write } from '../../db/write.ts';
import {
  addSubscribers,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  SECRET,
  type World,
} from '../support/mail.ts';
import { Provider } from '../support/provider.ts';

let provider: Provider;
let world: World;
let beforeCall: () => Promise<void>;
/** How long the sender waits for an answer, ms: not long only where none comes. */
let patience: number;

beforeEach(async () => {
  provider = await Provider.start();
  beforeCall = async () => {};
  patience = 15_000;
  world = await makeWorld({
    mailer: () => {
      const mailer = resendMailer({
        apiKey: 're_test',
        baseUrl: provider.url,
        get timeout() {
          return patience;
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

const look = () => world.deps.sender.look();
const told = async () => (await world.db.select().from(notification))[0];
const chunks = () => world.db.select().from(chunk).orderBy(chunk.chunkNo);
const onceEach = (people: string[]) =>
  expect(Object.fromEntries(provider.inboxes())).toEqual(
    Object.fromEntries(people.map((to) => [to, 1])),
  );

test('every confirmed subscriber gets one mail, in batches of a hundred', async () => {
  const people = await addSubscribers(world, 230);
  await publish(world);
  await look();
  onceEach(people);
  expect(provider.calls.map((call) => call.batch.length).sort()).toEqual([100, 100, 30]);
  expect(await told()).toMatchObject({ state: 'done', planned: 230, sent: 230, failed: 0 });
});

test('only those whose components are affected, and who confirmed before, are told', async () => {
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
    await world.db.run(sql`insert into subscription values (${id}, ${componentId})`);
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
  await look();
  onceEach(['person-0@customers.example']);
});

test('an update published without “notify” tells nobody', async () => {
  await addSubscribers(world, 1);
  await publish(world, { deliverNotifications: false });
  await look();
  expect(provider.calls).toEqual([]);
});

test('an answer lost after the mails were taken makes no second copy', async () => {
  const people = await addSubscribers(world, 150);
  provider.trouble = (_, n) => (n <= 2 ? { dropAfterAccept: true } : null);
  await publish(world);
  await look();
  expect((await chunks()).map((c) => [c.state, c.attempts])).toEqual([
    ['ready', 1],
    ['ready', 1],
  ]);
  await passTheWaits(world);
  await look();
  onceEach(people);
  const [first, second, third, fourth] = provider.calls;
  expect([third?.key, fourth?.key].sort()).toEqual([first?.key, second?.key].sort());
  expect(provider.calls.find((c, i) => i > 1 && c.key === first?.key)?.body).toBe(first?.body);
  expect(await told()).toMatchObject({ state: 'done', sent: 150 });
});

test('someone who leaves while an answer is lost does not change the bytes that are sent again', async () => {
  const people = await addSubscribers(world, 3);
  provider.trouble = (_, n) => (n === 1 ? { hang: true } : null);
  patience = 300;
  await publish(world);
  await look();
  const one = await findSubscriber(world.db, world.pageId, { email: people[0] ?? '' });
  if (!one) throw new Error('no such person');
  await leave(
    world.deps,
    world.pageId,
    'unsubscribe',
    await tokenFor(world.deps.signer, 'unsubscribe', one),
  );
  await passTheWaits(world);
  await look();
  expect(provider.calls[1]?.body).toBe(provider.calls[0]?.body);
  onceEach(people);
});

test('someone who leaves between planning and freezing gets no mail', async () => {
  const people = await addSubscribers(world, 3);
  provider.trouble = (_, n) => (n === 1 ? { status: 429, name: 'rate_limit_exceeded' } : null);
  await publish(world);
  await look();
  const one = await findSubscriber(world.db, world.pageId, { email: people[1] ?? '' });
  if (!one) throw new Error('no such person');
  await leave(
    world.deps,
    world.pageId,
    'unsubscribe',
    await tokenFor(world.deps.signer, 'unsubscribe', one),
  );
  await passTheWaits(world);
  await look();
  onceEach([people[0] ?? '', people[2] ?? '']);
  expect(provider.calls[1]?.key).not.toBe(provider.calls[0]?.key);
  expect(await told()).toMatchObject({ state: 'done', planned: 3, sent: 2, suppressed: 1 });
});

test('someone who leaves, or bounces, while the chunk before theirs is sent gets no mail', async () => {
  const people = await addSubscribers(world, 120);
  const { deps, pageId } = world;
  const gone: string[] = [];
  beforeCall = async () => {
    beforeCall = async () => {};
    const [one, two] = await Promise.all(
      ((await chunks())[1]?.recipients ?? []).map((id) => findSubscriber(world.db, pageId, { id })),
    );
    if (!one || !two) throw new Error('nobody is in the second chunk');
    gone.push(one.email, two.email);
    await leave(deps, pageId, 'unsubscribe', await tokenFor(deps.signer, 'unsubscribe', one));
    await world.db.insert(suppression).values({
      id: 'suppressed01',
      addressHash: await addressHash(two.email),
      reason: 'bounce',
      createdAt: 0,
    });
  };
  await publish(world);
  await look();
  expect(gone).toHaveLength(2);
  onceEach(people.filter((to) => !gone.includes(to)));
  expect(await told()).toMatchObject({ state: 'done', planned: 120, sent: 118, suppressed: 2 });
});

test('a chunk that has to wait for its turn is not frozen yet', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  const { db, deps } = world;
  await planDue({
    ...deps,
    baseUrl: deps.config.baseUrl,
    from: deps.config.mailFrom,
    holder: 'me',
  });
  const [claimed] = await claimChunks(db, { token: 'mine', holder: 'me' }, 1);
  if (!claimed) throw new Error('nothing to claim');
  await db.insert(lane).values({ channel: 'email', rate: 0.01, refilledAt: 1e15, raisedAt: 1e15 });
  const hashes = claimed.planned.map(([id]): [string, string] => [id, 'a hash']);
  const begins = beginChunks(db, 'mine', [{ id: claimed.chunk.id, turn: 0, hashes }]);
  expect(await takeTurns(db, 'email', [], 1, begins)).toMatchObject({
    waitMs: expect.any(Number),
  });
  expect(await chunks()).toMatchObject([{ state: 'leased', frozen: null, firstSentAt: null }]);
  await db.run(sql`update lane set refilled_at = 0`);
  expect(await takeTurns(db, 'email', [], 1, begins)).toMatchObject({
    begun: [[{ frozen: [{}] }], []],
  });
});

test('a suppressed address is never written to', async () => {
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
  await look();
  onceEach([people[1] ?? '']);
});

test('“too fast” waits as long as the provider says and costs no attempt', async () => {
  const people = await addSubscribers(world, 5);
  provider.trouble = (_, n) =>
    n === 1 ? { status: 429, name: 'rate_limit_exceeded', headers: { 'retry-after': '30' } } : null;
  await publish(world);
  await look();
  const [waiting] = await world.db
    .select({
      wait: sql<number>`due_at - cast(unixepoch('subsec') * 1000 as integer)`,
      attempts: chunk.attempts,
    })
    .from(chunk);
  expect(waiting?.wait).toBeGreaterThan(25_000);
  expect(waiting?.attempts).toBe(0);
  await look();
  expect(provider.calls).toHaveLength(1);
  await passTheWaits(world);
  await look();
  onceEach(people);
});

test('“too fast” after a lost answer keeps the key: the first attempt may have arrived', async () => {
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
    await look();
  }
  expect(new Set(provider.calls.map((call) => call.key)).size).toBe(1);
  onceEach(people);
});

test('addresses that the provider refuses one by one fail alone, with the reason', async () => {
  const people = await addSubscribers(world, 100);
  const bad = people.slice(10, 13);
  provider.trouble = () => ({ refuse: (to) => bad.includes(to) });
  await publish(world);
  await look();
  onceEach(people.filter((to) => !bad.includes(to)));
  expect(provider.calls).toHaveLength(1);
  expect(await told()).toMatchObject({ state: 'done', sent: 97, failed: 3 });
  const [only] = await chunks();
  expect(only?.failures).toHaveLength(3);
  const failed = await Promise.all(
    (only?.failures ?? []).map(async ({ index }) => {
      const id = only?.recipients[index] ?? '';
      return (await findSubscriber(world.db, world.pageId, { id }))?.email;
    }),
  );
  expect(failed.sort()).toEqual([...bad].sort());
});

test('one address for which a whole batch is refused ends up alone; the others are told', async () => {
  const people = await addSubscribers(world, 100);
  const poison = people[42] ?? '';
  provider.trouble = (call) =>
    call.batch.some((mail) => mail.to.includes(poison))
      ? { status: 422, name: 'validation_error' }
      : null;
  await publish(world);
  await look();
  onceEach(people.filter((to) => to !== poison));
  expect(provider.calls.length).toBeLessThanOrEqual(15);
  expect(await told()).toMatchObject({ state: 'done', planned: 100, sent: 99, failed: 1 });
});

test('mail waits while the provider refuses our key or is down, and then goes out', async () => {
  const people = await addSubscribers(world, 5);
  const answers = [{ status: 401, name: 'missing_api_key' }, { status: 503 }, { status: 503 }];
  provider.trouble = (_, n) => answers[n - 1] ?? null;
  await publish(world);
  for (let i = 0; i < 4; i++) {
    await passTheWaits(world);
    await look();
  }
  onceEach(people);
  expect((await chunks())[0]?.attempts).toBe(3);
});

test('a key that the provider knows with other bytes is an alarm, and nothing is sent again', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ status: 409, name: 'invalid_idempotent_request' });
  await publish(world);
  await look();
  await passTheWaits(world);
  await look();
  expect(provider.calls).toHaveLength(1);
  expect(await told()).toMatchObject({ state: 'needs_operator', unknown: 5, sent: 0 });
  expect(world.logged.some((line) => line.level === 'error')).toBe(true);
});

test('what is in doubt for a day is never sent again by itself', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ dropAfterAccept: true });
  await publish(world);
  await look();
  await world.db.run(sql`update chunk set first_sent_at = first_sent_at - ${24 * 3_600_000}`);
  await passTheWaits(world);
  await look();
  expect(provider.calls).toHaveLength(1);
  expect(await told()).toMatchObject({ state: 'needs_operator', unknown: 5 });
});

test('a worker whose lease was lost records nothing', async () => {
  const people = await addSubscribers(world, 5);
  provider.trouble = () => {
    // While the call is under way another worker takes the chunk.
    void world.db.run(sql`update chunk set lease_token = 'another'`).execute();
    return null;
  };
  provider.delay = () => 30;
  await publish(world);
  await look();
  expect(await chunks()).toMatchObject([{ state: 'leased', leaseToken: 'another' }]);
  expect(await told()).toMatchObject({ state: 'sending', sent: 0 });
  provider.trouble = () => null;
  await passTheWaits(world);
  await look();
  onceEach(people);
  expect(await told()).toMatchObject({ state: 'done', sent: 5 });
});

test('two senders at the same work send each chunk once', async () => {
  const people = await addSubscribers(world, 1500);
  await publish(world);
  const other = makeDeps({
    config: world.deps.config,
    db: openDb({ url: world.url }),
    mailer: world.deps.mailer,
    secret: SECRET,
    buildId: 'test',
    log: () => {},
  });
  await Promise.all([look(), other.sender.look()]);
  await Promise.all([look(), other.sender.look()]);
  onceEach(people);
  expect(await told()).toMatchObject({ state: 'done', planned: 1500, sent: 1500 });
  await other.sender.stop();
  other.db.$client.close();
});

test('a claimed chunk is leased by the database’s clock', async () => {
  await addSubscribers(world, 1);
  provider.delay = () => 100;
  await publish(world);
  const looking = look();
  await expect.poll(() => provider.calls.length).toBe(1);
  const [row] = await world.db
    .select({
      left: sql<number>`due_at - cast(unixepoch('subsec') * 1000 as integer)`,
      state: chunk.state,
    })
    .from(chunk);
  await looking;
  expect(row?.state).toBe('leased');
  expect(row?.left).toBeGreaterThan(LEASE / 2);
});

test('what is not yet sent of a deleted incident stays unsent', async () => {
  await addSubscribers(world, 5);
  provider.trouble = () => ({ status: 429, name: 'rate_limit_exceeded' });
  const id = await publish(world);
  await look();
  await removeIncident(world.deps, lead, world.pageId, id);
  provider.trouble = () => null;
  await passTheWaits(world);
  await look();
  expect(provider.copies).toEqual([]);
  expect(await told()).toMatchObject({ state: 'cancelled' });
});

test('addresses are not kept with a finished chunk', async () => {
  await addSubscribers(world, 3);
  await publish(world);
  await look();
  expect(JSON.stringify(await chunks())).not.toContain('customers.example');
});

test('a notification with nobody to tell is done', async () => {
  await publish(world);
  await look();
  expect(await told()).toMatchObject({ state: 'done', planned: 0, sent: 0 });
});

test('background work drops what is two days old and settled, and nothing that waits', async () => {
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
  await world.db.insert(letter).values([
    { ...row, id: 'sent', to: 'a@customers.example', state: 'done', dueAt: far, sentAt: old },
    { ...row, id: 'waiting', to: 'b@customers.example', state: 'ready', dueAt: far },
  ]);
  await world.db.insert(attempt).values([
    { key: 'over', count: 5, until: old },
    { key: 'running', count: 5, until: world.clock.now },
  ]);
  await tick(world.deps);
  expect((await world.db.select().from(letter)).map((l) => l.id)).toEqual(['waiting']);
  expect((await world.db.select().from(attempt)).map((a) => a.key)).toEqual(['running']);
});
