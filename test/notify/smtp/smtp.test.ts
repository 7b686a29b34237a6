import { eq, sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { makeDeps } from '../../../api/context/make-deps.ts';
import { readConfig } from '../../../api/core/env.ts';
import { namedIn } from '../../../api/domain/delivery/bounce.ts';
import { checkAccount } from '../../../api/notify/account.ts';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { smtpMailer } from '../../../api/notify/channels/email/smtp.node.ts';
import { planDue } from '../../../api/notify/queue/planning/fan-out.ts';
import { tick } from '../../../api/runtime/tick.ts';
import { acquirePermits } from '../../../db/channel/rate-limit.ts';
import { beginBatches } from '../../../db/delivery/batch/begin.ts';
import { claimBatches } from '../../../db/delivery/batch/claim.ts';
import { batch, channelState, notification, suppression } from '../../../db/schema/index.ts';
import {
  addSubscribers,
  BASE_URL,
  makeWorld,
  passTheWaits,
  publish,
  replyNext,
  SECRET,
  type World,
} from '../../support/mail/mail.ts';
import { startSmtp } from '../../support/mail/smtp.ts';

let world: World;
let server: Awaited<ReturnType<typeof startSmtp>>;
afterEach(async () => {
  await world.close();
  await server.stop();
});

async function start(behaviour: Parameters<typeof startSmtp>[0], people: number) {
  server = await startSmtp(behaviour);
  world = await makeWorld({
    mailer: () => smtpMailer({ url: server.url, host: 'status.acme.example' }),
  });
  const addresses = await addSubscribers(world, people);
  await publish(world);
  await world.poll();
  return addresses;
}
const header = (raw: string, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(raw.replace(/\r\n[ \t]+/g, ' '))?.[1]?.trim();

test('every subscriber gets one mail over SMTP, with the headers of a list and a thread', async () => {
  const people = await start({}, 45);
  expect(server.taken.map((mail) => mail.to).sort()).toEqual([...people].sort());
  const raw = server.taken[0]?.raw ?? '';
  expect(header(raw, 'Subject')).toBe('[Investigating] Card payments: Payments fail');
  expect(header(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  expect(header(raw, 'List-Unsubscribe')).toMatch(/^<https:\/\/status\.acme\.example\/u\/\S+>$/);
  expect(header(raw, 'Message-ID')).toMatch(/^<\w{12}\.\w{12}@status\.acme\.example>$/);
  expect(header(raw, 'References')).toMatch(/^<incident-\w{12}@status\.acme\.example>$/);
  expect(raw).toContain('multipart/alternative');
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 45 });
});

test('a thread, its list and the IDs of its emails survive a move to another address', async () => {
  server = await startSmtp({});
  const mailer = () => smtpMailer({ url: server.url, host: new URL(BASE_URL).hostname });
  world = await makeWorld({ mailer });
  await tick(world.deps);
  await addSubscribers(world, 1);
  const id = await publish(world);
  await world.poll();
  const moved = 'http://incidents.acme.test:8080';
  const { db, clock } = world;
  const after = makeDeps({
    config: readConfig({ BASE_URL: moved, DATABASE_URL: world.url }),
    db,
    mailer: smtpMailer({ url: server.url, host: new URL(moved).hostname }),
    secret: SECRET,
    buildId: 'test',
    clock: () => clock.now,
    log: () => {},
  });
  await tick(after);
  await replyNext({ ...world, deps: after }, id, 'identified', 'We found it.');
  await after.sender.poll();
  await after.sender.stop();
  const [first, second] = server.taken.map(({ raw }) => raw);
  if (!first || !second) throw new Error('two mails were due');
  expect(second.replaceAll('=\r\n', '')).toContain(moved);
  for (const name of ['References', 'In-Reply-To', 'List-Id']) {
    expect(header(first, name)).toContain('status.acme.example>');
    expect(header(second, name), name).toBe(header(first, name));
  }
  expect(header(second, 'Message-ID')).toMatch(/@status\.acme\.example>$/);
  const rows = await db.select().from(notification);
  const named = [first, second].flatMap((raw) => namedIn(raw).ids.map((one) => one.id));
  expect(named.sort()).toEqual(rows.map((one) => one.id).sort());
});

test('a recipient whom the server refuses fails alone', async () => {
  const bad = 'person-3@customers.example';
  await start({ onRecipient: (to) => (to === bad ? '550 no such user' : '250 ok') }, 10);
  expect(server.taken).toHaveLength(9);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 9, failed: 1 });
});

test('a connection cut at one email repeats that email alone, under the same Message-ID', async () => {
  const people = await start({ onMail: (n) => (n === 4 ? 'hang up' : '250 ok') }, 10);
  await passTheWaits(world);
  await world.poll();
  expect(new Set(server.taken.map((mail) => mail.to))).toEqual(new Set(people));
  expect(server.taken).toHaveLength(11);
  expect(new Set(server.taken.map((mail) => header(mail.raw, 'Message-ID'))).size).toBe(10);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 10, failed: 0 });
});

test('mail waits while the server is busy, and the log names the event and the reason', async () => {
  const people = await start({ onMail: (n) => (n === 1 ? '451 try again later' : '250 ok') }, 3);
  expect(world.logged).toContainEqual({
    level: 'warn',
    message: 'email not accepted',
    facts: expect.objectContaining({ reason: expect.stringContaining('try again later') }),
  });
  await passTheWaits(world);
  await world.poll();
  expect(server.taken.map((mail) => mail.to).sort()).toEqual([...people].sort());
});

test.for(['421 4.7.0 [TSS04] too many messages', '451 4.7.1 deferred', '421 busy'])(
  'a domain that answers %s waits alone, and the others have their mail meanwhile',
  async (reply) => {
    server = await startSmtp({
      onStep: (step, { to }) =>
        step === 'RCPT' && to.endsWith('@busy.example') ? reply : undefined,
    });
    world = await makeWorld({
      mailer: () => smtpMailer({ url: server.url, host: 'status.acme.example' }),
    });
    await addSubscribers(world, 120);
    await world.db.run(sql`update subscriber set email = replace(email, 'customers', 'busy')
      where cast(substr(email, 8) as integer) < 50`);
    await world.db.run(sql`update subscriber set email = replace(email, 'customers', 'other')
      where cast(substr(email, 8) as integer) >= 110`);
    await publish(world);
    await world.poll();
    const tried = (at: string) => server.taken.filter(({ to }) => to.endsWith(at)).length;
    expect([tried('@customers.example'), tried('@other.example')]).toEqual([60, 10]);
    expect(await world.db.select().from(channelState)).toMatchObject([
      { channel: 'email', easedAt: null, closedUntil: null },
    ]);
    const asked = Array.from({ length: 50 }, (_, i) =>
      server.times('RCPT', `person-${i}@busy.example`),
    );
    expect(asked.reduce((sum, n) => sum + n, 0)).toBeLessThan(20);
    const [waiting] = await world.db.select().from(batch).where(eq(batch.state, 'ready'));
    expect(waiting?.lastError).toMatch(/busy\.example|defer|many|busy/);
  },
);

test('HELO names the page’s host, and the sender’s name arrives unchanged', async () => {
  server = await startSmtp({});
  for (const MAIL_FROM of ['Status: Acme (EU), Inc. <status@acme.example>']) {
    const mailer = () =>
      smtpMailer({
        url: server.url,
        host: 'status.acme.example',
        replyTo: 'Help <help@acme.example>',
      });
    world = await makeWorld({ mailer, env: { MAIL_FROM } });
    await addSubscribers(world, 1);
    await publish(world);
    await world.poll();
  }
  expect(server.greetings[0]).toBe('EHLO status.acme.example');
  expect(server.taken[0]?.from).toBe('status@acme.example');
  const raw = server.taken[0]?.raw ?? '';
  expect(header(raw, 'From')).toBe('"Status: Acme (EU), Inc." <status@acme.example>');
  expect(header(raw, 'Reply-To')).toBe('Help <help@acme.example>');
});

test('no more connections are opened than SMTP_URL allows, and fewer where the server accepts fewer', async () => {
  let open = 0;
  server = await startSmtp({});
  const mailer = smtpMailer({ url: `${server.url}?maxConnections=2`, host: 'status.acme.example' });
  expect(mailer.maxConcurrency).toBe(2);
  world = await makeWorld({ mailer: () => mailer });
  await addSubscribers(world, 200);
  await publish(world);
  await world.poll();
  open = server.connections;
  expect(open).toBeLessThanOrEqual(2);
  expect(await world.notification()).toMatchObject({ state: 'done', sent: 200 });
});

test('nothing goes out for a notification stopped after its batch was claimed', async () => {
  server = await startSmtp({});
  const mailer = () => smtpMailer({ url: server.url, host: 'status.acme.example' });
  world = await makeWorld({ mailer });
  await addSubscribers(world, 10);
  await publish(world);
  await planDue({ ...world.deps, holder: 'test' });
  const [next] = await claimBatches(world.db, EMAIL, { token: 'mine', holder: 'test' }, 1);
  if (!next) throw new Error('a batch is due');
  await world.db.run(sql`update notification set state = 'paused'`);
  await world.db.run(
    sql`insert into lane (channel, refilled_at, raised_at) values ('email', 0, 0) on conflict do nothing`,
  );
  const hashes = next.planned.map(([id]): [string, string] => [id, id]);
  const begins = beginBatches(world.db, EMAIL, 'mine', [{ id: next.batch.id, index: 0, hashes }]);
  const taken = await acquirePermits(world.db, 'email', [], 1, begins);
  expect('permits' in taken && taken.begun.flat()).toEqual([]);
});

test('an address that the server rejects twice in a row is suppressed', async () => {
  const unknown = 'person-1@customers.example';
  const replies = ['550 5.1.1 no such user', '550 5.1.1 no such user'];
  await threeUpdates(unknown, replies);
  expect(await world.db.select().from(suppression)).toMatchObject([
    { reason: 'bounce', pageId: null },
  ]);
  expect(server.times('RCPT', unknown)).toBe(2);
});

test('an address that accepts an email between two refusals is not suppressed', async () => {
  const replies = ['550 5.1.1 no such user', '250 ok', '550 5.1.1 no such user'];
  await threeUpdates('person-1@customers.example', replies);
  expect(await world.db.select().from(suppression)).toEqual([]);
  expect(server.times('RCPT', 'person-1@customers.example')).toBe(3);
});

/** Three updates of one incident; the address is answered with the replies in turn. */
async function threeUpdates(address: string, replies: string[]) {
  server = await startSmtp({
    onRecipient: (to) => (to === address ? replies.shift() : null) ?? '250 ok',
  });
  const mailer = () => smtpMailer({ url: server.url, host: 'status.acme.example' });
  world = await makeWorld({ mailer });
  await addSubscribers(world, 3);
  const id = await publish(world);
  await world.poll();
  await replyNext(world, id, 'identified', 'The cause is known.');
  await world.poll();
  await replyNext(world, id, 'monitoring', 'A fix is in place.');
  await world.poll();
}

test('the account is not checked over a separate connection while mail is being sent', async () => {
  server = await startSmtp({});
  const mailer = () => smtpMailer({ url: server.url, host: 'status.acme.example' });
  world = await makeWorld({ mailer });
  await addSubscribers(world, 1);
  await publish(world);
  await planDue({ ...world.deps, holder: 'test' });
  await claimBatches(world.db, EMAIL, { token: 'mine', holder: 'test' }, 1);
  await checkAccount(world.deps);
  expect(server.connections).toBe(0);
  await world.db.run(sql`update chunk set state = 'ready'`);
  await checkAccount(world.deps);
  expect(server.connections).toBe(1);
});
