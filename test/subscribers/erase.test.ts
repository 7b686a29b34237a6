import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { eraseSubscriber, leftHash } from '../../api/actions/subscriber/erase.ts';
import { sweepSubscribers } from '../../api/actions/subscriber/retention.ts';
import { askToSubscribe, SignUp } from '../../api/actions/subscriber/sign-up.ts';
import type { Outcome } from '../../api/domain/delivery/delivery.ts';
import { DAY } from '../../api/domain/time/time.ts';
import type { Mailer } from '../../api/notify/port/mailer.ts';
import { findPage } from '../../db/page/page.ts';
import { prune } from '../../db/prune.ts';
import {
  deliveryAttempt,
  directMail,
  mail,
  subscriber,
  subscriberImport,
  subscriberImportPart,
  suppression,
} from '../../db/schema/index.ts';
import {
  addSubscribers,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../support/mail/mail.ts';
import { dump } from '../support/world/dump.ts';

let world: World;
afterEach(() => world.close());

const CANARY = 'canary-5f1e77@customers.example';
const LOCAL = 'canary-5f1e77';

/** A provider that answers as told, and remembers whom it was asked to write to. */
function provider(keyed: boolean) {
  const asked: string[] = [];
  const answers: Outcome[] = [];
  let before = async () => {};
  const mailer: Mailer = {
    ...{ name: keyed ? 'resend' : 'smtp', maxBatch: 100, maxConcurrency: 1, keyed },
    async send(mails) {
      asked.push(...mails.map(({ to }) => to));
      await before();
      return answers.shift() ?? { kind: 'sent', failures: [] };
    },
  };
  return { asked, answers, mailer, when: (run: () => Promise<void>) => (before = run) };
}

async function canary(): Promise<string> {
  await addSubscribers(world, 3);
  const [last] = await world.db.select().from(subscriber).orderBy(subscriber.id).offset(2).limit(1);
  await world.db.$client.execute({
    sql: 'update subscriber set email = ? where id = ?',
    args: [CANARY, last?.id ?? ''],
  });
  return last?.id ?? '';
}
const erase = (id: string) => eraseSubscriber(world.deps, lead, world.pageId, id);

for (const keyed of [true, false])
  test(`nothing in flight mails an erased subscriber, and everybody else once (takes keys: ${keyed})`, async () => {
    const { asked, answers, mailer } = provider(keyed);
    world = await makeWorld({ mailer: () => mailer });
    const id = await canary();
    const all = (await world.db.select().from(subscriber)).map(({ email }) => email);
    await publish(world);
    answers.push(...Array.from({ length: keyed ? 1 : 3 }, () => lost));
    await world.poll();
    expect(asked.length, 'the first attempt is in doubt').toBeGreaterThan(1);
    expect(JSON.stringify(await dump(world.db))).toContain(CANARY);
    await erase(id);
    asked.length = 0;
    answers.length = 0;
    for (let i = 0; i < 5; i++) {
      await passTheWaits(world);
      await world.poll();
    }
    const others = all.filter((email) => email !== CANARY);
    expect(asked.toSorted()).toEqual(others.toSorted());
    expect(JSON.stringify(await dump(world.db))).not.toContain(LOCAL);
    expect(await world.notification()).toMatchObject({
      sent: 2,
      suppressed: 1,
      failed: 0,
      state: 'done',
    });
  });
const lost: Outcome = { kind: 'ambiguous', code: 'no_answer', message: `${CANARY} got no answer` };

test('a subscriber who is erased while others of the batch are mailed is left out', async () => {
  const { asked, mailer, when } = provider(false);
  world = await makeWorld({ mailer: () => mailer });
  const id = await canary();
  await publish(world);
  when(async () => {
    if (asked.length === 1) await erase(id);
  });
  await world.poll();
  expect(asked).toHaveLength(2);
  expect(asked).not.toContain(CANARY);
  expect(JSON.stringify(await dump(world.db))).not.toContain(LOCAL);
  expect(await world.notification()).toMatchObject({ sent: 2, suppressed: 1, state: 'done' });
});

for (const keyed of [true, false])
  test(`a refusal that names a subscriber who was erased during the call is stored without the name (takes keys: ${keyed})`, async () => {
    const { asked, answers, mailer, when } = provider(keyed);
    world = await makeWorld({ mailer: () => mailer });
    const id = await canary();
    await publish(world);
    let erasing: Promise<unknown> | undefined;
    when(async () => {
      if (asked.at(-1) !== CANARY) return;
      erasing ??= erase(id);
      await erasing;
      const message = `550 5.1.1 <${CANARY.toUpperCase()}>: no such user`;
      answers.push(
        keyed
          ? { kind: 'sent', failures: [{ index: 2, message }] }
          : { kind: 'refused', code: '550', message, permanent: true },
      );
    });
    await world.poll();
    expect(asked).toHaveLength(3);
    expect(erasing).toBeDefined();
    const after = JSON.stringify(await dump(world.db));
    expect(after).toContain('no such user');
    expect(after.toLowerCase()).not.toContain(LOCAL);
    expect(JSON.stringify(world.logged).toLowerCase()).not.toContain(LOCAL);
  });

test('an erased subscriber is in no table, file or log afterwards, and can sign up again', async () => {
  world = await makeWorld();
  const page = await findPage(world.db, world.pageId);
  if (!page) throw new Error('no page');
  await world.db.$client.execute('pragma journal_mode = wal');
  const asks = () => askToSubscribe(world.deps, page, SignUp.parse({ email: CANARY }), '192.0.2.1');
  await asks();
  await world.poll();
  const [who] = await world.db.select().from(subscriber);
  if (!who) throw new Error('nobody signed up');
  await world.db.update(subscriber).set({ state: 'active', confirmedAt: world.clock.now - 1 });
  await publish(world);
  await world.poll();
  const at = { pageId: world.pageId, channel: 'email', at: world.clock.now, durationMs: 5 };
  await world.db.insert(deliveryAttempt).values([
    { ...at, id: 'a1', subscriberId: who.id, outcome: 'refused', error: `550 <${CANARY}>` },
    { ...at, id: 'a2', outcome: 'refused', excerpt: `421 ${CANARY.toUpperCase()} is busy` },
  ]);
  const counts = { rows: 2, good: 2, problems: 0, repeated: 0, known: 0, left: 0 };
  await world.db.insert(subscriberImport).values({
    ...{ id: 'i1', pageId: world.pageId, actor: 'user:lead Lea', isConfirmed: false, counts },
    ...{ problems: [], createdAt: world.clock.now },
  });
  const row = { componentIds: [], locale: null, consent: null, isConfirmed: false };
  const rows = [
    { email: CANARY, ...row },
    { email: 'bo@customers.example', ...row },
  ];
  await world.db.insert(subscriberImportPart).values({ importId: 'i1', part: 0, rows });
  await world.db.insert(directMail).values({
    ...{ id: 'd1', pageId: world.pageId, kind: 'operator', to: 'lead@acme.example', createdAt: 1 },
    ...{ subject: 'Email fails', html: `<p>${CANARY}</p>`, text: CANARY, state: 'done', dueAt: 1 },
  });
  await world.db.insert(subscriber).values({
    ...{
      id: 'hook',
      pageId: world.pageId,
      channel: 'webhook',
      email: 'webhook:1',
      state: 'active',
    },
    ...{ contactEmail: CANARY, createdAt: 1, updatedAt: 1 },
  });
  expect((await world.db.select().from(mail)).map(({ to }) => to)).toContain(CANARY);

  await erase(who.id);
  const after = await dump(world.db);
  for (const [table, lines] of Object.entries(after))
    expect(lines.join('\n').toLowerCase(), table).not.toContain(LOCAL);
  const [part] = await world.db.select().from(subscriberImportPart);
  expect(part?.rows.map(({ email }) => email)).toEqual(['bo@customers.example']);
  await world.db.$client.execute('pragma wal_checkpoint(truncate)');
  const folder = dirname(world.url.replace('file:', ''));
  for (const file of readdirSync(folder))
    expect(readFileSync(join(folder, file)).includes(LOCAL), file).toBe(false);
  expect(JSON.stringify(world.logged)).not.toContain(LOCAL);

  await asks();
  await world.poll();
  expect((await world.db.select().from(mail)).map(({ to }) => to)).toEqual([CANARY]);
  expect(await world.db.select().from(subscriber)).toHaveLength(2);
});

test('addresses go after their time, and of those who left only what an import needs stays', async () => {
  world = await makeWorld();
  await addSubscribers(world, 4);
  const [a, b, c, d] = await world.db.select().from(subscriber).orderBy(subscriber.email);
  const { now } = world.clock;
  const set = (id: string | undefined, changes: Partial<typeof subscriber.$inferInsert>) =>
    world.db
      .update(subscriber)
      .set(changes)
      .where(eq(subscriber.id, id ?? ''));
  const pending = { state: 'pending', confirmedAt: null } as const;
  await set(a?.id, { ...pending, updatedAt: now - 8 * DAY });
  await set(b?.id, { ...pending, updatedAt: now - 6 * DAY });
  await set(c?.id, { state: 'unsubscribed', unsubscribedAt: now - 31 * DAY });
  await set(d?.id, { state: 'unsubscribed', unsubscribedAt: now - 29 * DAY });
  const left = async () => {
    await sweepSubscribers(world.deps);
    return (await world.db.select().from(subscriber)).map(({ id }) => id).toSorted();
  };
  expect(await left()).toEqual([b?.id, d?.id].toSorted());
  const kept = await world.db.select().from(suppression);
  expect(kept.map(({ addressHash, reason }) => [addressHash, reason])).toEqual([
    [await leftHash(world.deps, world.pageId, c?.email ?? ''), 'left'],
  ]);
  await world.db.$client.execute('update page set retention_days = 0');
  expect(await left()).toEqual([b?.id]);
  const old = { pageId: world.pageId, channel: 'email', durationMs: 1, outcome: 'sent' };
  await world.db.insert(deliveryAttempt).values([
    { ...old, id: 'old', at: now - 31 * DAY },
    { ...old, id: 'new', at: now - 29 * DAY },
  ]);
  await prune(world.db, now - 2 * DAY);
  expect((await world.db.select().from(deliveryAttempt)).map(({ id }) => id)).toEqual(['new']);
});
