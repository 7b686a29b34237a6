import { asc, eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reopenChannel } from '../../../api/actions/delivery/channel.ts';
import { tryAgain, tryConfirmationsAgain } from '../../../api/actions/delivery/retry-failed.ts';
import { addressHash } from '../../../api/core/secret.ts';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { smtpMailer } from '../../../api/notify/channels/email/smtp.node.ts';
import { Sender } from '../../../api/notify/queue/sender.ts';
import { listChannels } from '../../../db/channel/channel.ts';
import { deliveryLogOf } from '../../../db/delivery/delivery-log.ts';
import { commonestFailures, failedPeople } from '../../../db/delivery/failed.ts';
import { findProgress } from '../../../db/delivery/mailbox.ts';
import { openDb } from '../../../db/engine/client.ts';
import { channelState, directMail, subscriber } from '../../../db/schema/index.ts';
import {
  addSubscribers,
  lead,
  makeWorld,
  passTheWaits,
  publish,
  type World,
} from '../../support/mail/mail.ts';
import { startSmtp } from '../../support/mail/smtp.ts';

let world: World;
let server: Awaited<ReturnType<typeof startSmtp>>;
let refuse: (to: string) => boolean;
let reply: (to: string) => string;
beforeEach(async () => {
  refuse = () => false;
  reply = (to) => `550 5.1.1 <${to}>: no such user`;
  server = await startSmtp({
    onRecipient: (to) => (refuse(to) ? reply(to) : '250 ok'),
  });
  world = await makeWorld({
    mailer: () => smtpMailer({ url: server.url, host: 'status.acme.example' }),
  });
});
afterEach(async () => {
  await world.close();
  await server.stop();
});

const again = (person: string | null = null) =>
  world.notification().then((result) =>
    tryAgain(world.deps, lead, world.pageId, {
      id: result?.id ?? '',
      subscriberId: person,
      sizes: [{ name: EMAIL, size: 20 }],
    }),
  );
const copies = () => {
  const counts = new Map<string, number>();
  for (const { to } of server.taken) counts.set(to, (counts.get(to) ?? 0) + 1);
  return counts;
};
const isSum = (result: Awaited<ReturnType<World['notification']>>) =>
  (result?.sent ?? 0) +
    (result?.failed ?? 0) +
    (result?.suppressed ?? 0) +
    (result?.unknown ?? 0) ===
  result?.planned;

/** Mail to 45 people, 7 of whom the server does not take at first. */
async function seven() {
  const people = await addSubscribers(world, 45);
  const bad = new Set(people.filter((_, i) => i % 6 === 3));
  refuse = (to) => bad.has(to);
  await publish(world);
  await world.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 45 - bad.size });
  return { people, bad: [...bad] };
}

test('failed recipients are notified when retried, once each, however often it is requested', async () => {
  const { people, bad } = await seven();
  refuse = () => false;
  await Promise.all([again(), again(), again()]);
  await world.poll();
  await again();
  await world.poll();
  expect([...copies()].sort()).toEqual(people.map((to) => [to, 1]).sort());
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', planned: 45, sent: 45, failed: 0 });
  const { rows } = await world.db.$client.execute("select * from audit where action = 'retry'");
  expect(rows).toHaveLength(1);
  expect(bad).toHaveLength(7);
});

test('failure reasons are counted, shown for each person, and logged at the end', async () => {
  const { bad } = await seven();
  const result = await world.notification();
  const id = result?.id ?? '';
  const reason = (await commonestFailures(world.db, [id])).get(id);
  expect(reason?.people).toBe(bad.length);
  expect(reason?.reason).toContain('550 5.1.1 <…>: no such user');
  const people = await failedPeople(world.db, id, { page: 1, limit: 50 });
  expect(people.map(({ email }) => email).sort()).toEqual([...bad].sort());
  const over = world.logged.filter(({ message }) => message === 'notification finished');
  expect(over).toHaveLength(1);
  expect(over[0]).toMatchObject({
    level: 'warn',
    facts: { notification: id, sent: 38, failed: 7, reason: reason?.reason, reasonPeople: 7 },
  });
});

test('one person can be retried alone; the others stay failed, with their own reasons', async () => {
  const nameOf = (to: string) => to.split('@')[0] ?? '';
  reply = (to) => `550 5.1.1 <${to}>: no mailbox of ${nameOf(to)}`;
  const { bad } = await seven();
  const [one] = bad;
  refuse = (to) => to !== one && bad.includes(to);
  const all = await world.db.select().from(subscriber);
  const person = all.find(({ email }) => email === one);
  await again(person?.id);
  await world.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 39, failed: 6 });
  for (const who of all) {
    const [entry] = await deliveryLogOf(world.db, who);
    const failed = bad.includes(who.email) && who.email !== one;
    expect([who.email, entry?.failure?.includes(`of ${nameOf(who.email)}`) ?? false]).toEqual([
      who.email,
      failed,
    ]);
    expect(entry?.failure ?? '').not.toContain(who.email);
  }
});

/** Mail to 12 people, after whom the server refuses `n` by a rule. */
async function refusedAtTheEnd(n: number) {
  reply = () => '550 5.7.1 Rejected by policy';
  await addSubscribers(world, 12 + n);
  const people = await world.db.select().from(subscriber).orderBy(asc(subscriber.id));
  const last = new Set(people.slice(-n).map(({ email }) => email));
  refuse = (to) => last.has(to);
  await publish(world);
  await world.poll();
  return [...last];
}
const letTimePass = async () => {
  await world.db.run(sql`update lane set closed_until = min(closed_until, 1)`);
  await passTheWaits(world);
};
const closed = async () => {
  const [row] = await world.db.select().from(channelState).where(eq(channelState.channel, 'email'));
  return { since: row?.closedSince ?? null, trouble: row?.trouble };
};

test.each([3, 4, 7])(
  'the last %i, refused by a rule, wait with its reason until somebody resumes',
  async (n) => {
    const last = await refusedAtTheEnd(n);
    const result = await world.notification();
    expect(result).toMatchObject({ state: 'sending', sent: 12, failed: 0 });
    const progress = await findProgress(world.db, world.pageId, result?.id ?? '');
    expect(progress?.trouble).toContain('5.7.1 Rejected by policy');
    expect((await closed()).trouble).toContain('5.7.1 Rejected by policy');
    expect(await listChannels(world.db)).toMatchObject([{ refusedByRule: 3 }]);
    const tries = last.reduce((sum, to) => sum + server.times('RCPT', to), 0);
    await reopenChannel(world.deps, lead, world.pageId, EMAIL);
    await world.poll();
    expect(last.reduce((sum, to) => sum + server.times('RCPT', to), 0)).toBeGreaterThan(tries);
    refuse = () => false;
    await reopenChannel(world.deps, lead, world.pageId, EMAIL);
    await world.poll();
    expect(await world.notification()).toMatchObject({ state: 'done', sent: 12 + n, failed: 0 });
    expect([...copies().values()].every((count) => count === 1)).toBe(true);
  },
);

test('after hours the last ones fail with the rule’s text, and are notified when retried', async () => {
  const last = await refusedAtTheEnd(4);
  const closings = new Set<number | null>();
  for (let round = 0; round < 60 && (await world.notification())?.finishedAt === null; round++) {
    closings.add((await closed()).since);
    await letTimePass();
    await world.poll();
  }
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', sent: 12, failed: 4 });
  expect(closings.size, 'the owners are mailed of one trouble once').toBe(1);
  const people = await failedPeople(world.db, result?.id ?? '', { page: 1, limit: 50 });
  expect(people.map(({ email }) => email).sort()).toEqual(last.sort());
  for (const { reason } of people) expect(reason).toContain('5.7.1 Rejected by policy');
  refuse = () => false;
  await again();
  await letTimePass();
  await world.poll();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 16, failed: 0 });
});

test('people who left or are suppressed get nothing, and the counts stay exact', async () => {
  const { bad } = await seven();
  const [left = '', bounced = ''] = bad;
  refuse = () => false;
  await world.db.$client.execute({
    sql: "update subscriber set state = 'unsubscribed' where email = ?",
    args: [left],
  });
  await world.db.$client.execute({
    sql: "insert into suppression (id, address_hash, reason, created_at) values ('x', ?, 'bounce', 1)",
    args: [await addressHash(bounced)],
  });
  await again();
  await world.poll();
  expect(copies().has(left) || copies().has(bounced)).toBe(false);
  const result = await world.notification();
  expect(result).toMatchObject({ state: 'done', sent: 43, failed: 1, suppressed: 1 });
  expect(isSum(result)).toBe(true);
  await again();
  expect((await world.notification())?.state).toBe('done');
});

test('a retry that fails counts as failed again, and can be repeated', async () => {
  const { bad } = await seven();
  await world.db.$client.execute('delete from suppression');
  await again();
  await world.poll();
  const result = await world.notification();
  expect(isSum(result)).toBe(true);
  refuse = () => false;
  await world.db.$client.execute('delete from suppression');
  await again();
  await world.poll();
  expect((await world.notification())?.sent).toBe(45);
  expect(bad.every((to) => copies().get(to) === 1)).toBe(true);
});

test('a stopped email is not sent again', async () => {
  await seven();
  await world.db.$client.execute("update notification set state = 'cancelled'");
  await expect(again()).rejects.toMatchObject({ code: 'conflict' });
  expect(server.taken).toHaveLength(38);
});

test('a failed confirmation is sent again, once, but not to suppressed addresses', async () => {
  refuse = () => true;
  const ask = (email: string) =>
    world.app.request('https://status.acme.example/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email }),
      headers: { origin: 'https://status.acme.example' },
    });
  await ask('new@customers.example');
  await ask('gone@customers.example');
  await world.poll();
  await world.db.$client.execute("update letter set state = 'dead'");
  const before = await world.db.select().from(directMail);
  expect(before.map(({ state }) => state)).toEqual(['dead', 'dead']);
  await world.db.$client.execute('delete from suppression');
  await world.db.$client.execute({
    sql: "insert into suppression (id, address_hash, reason, created_at) values ('y', ?, 'bounce', 1)",
    args: [await addressHash('gone@customers.example')],
  });
  refuse = () => false;
  const submission = () => tryConfirmationsAgain(world.deps, lead, world.pageId);
  await Promise.all([submission(), submission()]);
  await world.poll();
  await submission();
  await world.poll();
  expect([...copies()]).toEqual([['new@customers.example', 1]]);
  const link = /https:\/\/status\.acme\.example\/confirm\/[^\s"<]+/.exec(before[0]?.text ?? '');
  expect(link).not.toBeNull();
});

test('with two senders on one database, one logs that a fan-out is over', async () => {
  const own = openDb({ url: world.url });
  const { deps } = world;
  const senders = [world.db, own].map((db, i) => new Sender({ ...deps, db, holder: `${i}` }));
  await addSubscribers(world, 300);
  await publish(world);
  await Promise.all(senders.map((sender) => sender.poll()));
  await Promise.all(senders.map((sender) => sender.poll()));
  own.$client.close();
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 300 });
  const over = world.logged.filter(({ message }) => message === 'notification finished');
  expect(over).toMatchObject([{ level: 'info', facts: { sent: 300, failed: 0 } }]);
});
