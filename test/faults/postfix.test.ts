import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../api/notify/channels/email/smtp.node.ts';
import { suppression } from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail/mail.ts';
import { hasPostfix, startPostfix } from '../support/mail/postfix.ts';
import { FULL } from '../support/size.ts';

/** Debian's Postfix with Dovecot and postgrey: skipped, and named, where they are not installed or not run as root. */
const PASSWORD = 'p@ss/w#o?1%&+ äß';
const SECRET = '0123456789abcdef0123456789';
/** Postfix accepts mail to this address, and the server behind it does not. */
const gone = 'person-1@customers.example';
const MANY = FULL ? 2000 : 300;

let world: World;
let server: Awaited<ReturnType<typeof startPostfix>>;
let timer: NodeJS.Timeout;
afterEach(async () => {
  clearInterval(timer);
  await world?.close();
  await server?.stop();
});

async function begin(people: number, options = '', credentials = '', env = {}) {
  const url = server.url.replace('smtp://', `smtp://${credentials}`) + options;
  const mailer = () => smtpMailer({ url, host: 'status.acme.example' });
  world = await makeWorld({ mailer, env });
  const addresses = await addSubscribers(world, people);
  await publish(world);
  timer = setInterval(() => void world.poll(), 200);
  return addresses;
}
const isNotified = async (seconds: number) =>
  expect
    .poll(async () => (await world.notification())?.state, {
      timeout: seconds * 1000,
      interval: 200,
    })
    .toBe('done');
/** One per mail that Postfix took: it hands one on twice if it is stopped before it notes the first. */
const accepted = () => [
  ...new Map(
    server.delivered.map((mail) => [/\bESMTPS?A? id (\w+)/.exec(mail.raw)?.[1], mail]),
  ).values(),
];
/** Postfix hands on what it has taken in its own time. */
const expectOneEach = async (people: string[]) => {
  await expect.poll(() => accepted().length, { timeout: 60_000 }).toBe(people.length);
  expect(
    accepted()
      .map(({ to }) => to)
      .sort(),
  ).toEqual([...people].sort());
};
const expectNoOutage = async () => {
  const [row] = await world.db.all<{ since: number | null }>(
    sql`select max(closed_since) as since from lane`,
  );
  expect(row?.since, 'no outage is reported').toBeNull();
};

test.skipIf(!hasPostfix)(
  'Postfix with sign-in by Dovecot, a self-signed certificate and HELO checks accepts every email',
  async () => {
    server = await startPostfix({ password: PASSWORD });
    const people = await begin(40, '?requireTLS=true', `status:${encodeURIComponent(PASSWORD)}@`);
    await isNotified(30);
    await expectOneEach(people);
    expect(await world.notification()).toMatchObject({ sent: 40, failed: 0 });
  },
  90_000,
);

test.skipIf(!hasPostfix)(
  'without sign-in nobody fails: mail waits with the reason, and goes out once the server accepts it',
  async () => {
    server = await startPostfix({ settings: { mynetworks: '192.0.2.1/32' } });
    const people = await begin(30);
    const channel = async () =>
      world.db.get<{ trouble: string | null }>(sql`select max(trouble) as trouble from lane`);
    await expect
      .poll(async () => (await channel()).trouble, { timeout: 20_000 })
      .toMatch(/554 5\.7\.1/);
    expect(await world.notification()).toMatchObject({ state: 'sending', sent: 0, failed: 0 });
    if (!FULL) return; // a refusal of all mail is tried again each 30 seconds
    server.configure({ mynetworks: '127.0.0.0/8' });
    server.postfix('reload');
    await isNotified(80);
    await expectOneEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'greylisting by postgrey delays each person once',
  async () => {
    server = await startPostfix({ greylistSeconds: FULL ? 20 : 2 });
    const people = await begin(20);
    await isNotified(60);
    await expectOneEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'with two connections at most, everybody is notified exactly once',
  async () => {
    server = await startPostfix({ settings: { smtpd_client_connection_count_limit: '2' } });
    const people = await begin(200);
    await isNotified(60);
    await expectOneEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'a rate limit on messages only delays: everybody is notified exactly once, and no outage is reported',
  async () => {
    const [people, perUnit, unit] = FULL ? [100, '30', '60s'] : [20, '12', '4s'];
    const limits = { smtpd_client_message_rate_limit: perUnit, anvil_rate_time_unit: unit };
    server = await startPostfix({ settings: limits });
    const addresses = await begin(people);
    await isNotified(FULL ? 300 : 60);
    await expectOneEach(addresses);
    const batches = await world.batches();
    expect(
      batches.map(({ attempts }) => attempts),
      'no attempt is used up',
    ).toEqual(batches.map(() => 0));
    await expectNoOutage();
  },
  400_000,
);

test.skipIf(!hasPostfix)(
  'a message over the size limit fails nobody',
  async () => {
    server = await startPostfix({ settings: { message_size_limit: '2000' } });
    await begin(20);
    await expect
      .poll(async () => (await world.batches()).map(({ lastError }) => lastError).join(), {
        timeout: 20_000,
      })
      .toMatch(/size|big/i);
    expect(await world.notification()).toMatchObject({ state: 'sending', sent: 0, failed: 0 });
  },
  90_000,
);

test.skipIf(!hasPostfix)(
  `a restart of the server during ${MANY} emails loses nobody and notifies nobody twice`,
  async () => {
    server = await startPostfix();
    const people = await begin(MANY);
    const sent = async () => (await world.notification())?.sent ?? 0;
    await expect.poll(sent, { interval: 50, timeout: 30_000 }).toBeGreaterThan(MANY / 5);
    server.postfix('stop');
    await new Promise((later) => setTimeout(later, FULL ? 8000 : 1000));
    server.postfix('start');
    const back = performance.now();
    const before = await sent();
    const since = () => `${Math.round((performance.now() - back) / 100) / 10} s`;
    await expect.poll(sent, { interval: 50, timeout: 60_000 }).toBeGreaterThan(before);
    const first = since();
    await isNotified(120);
    console.log(
      `after the server's return the first of ${MANY - before} mails: ${first}, the last: ${since()}`,
    );
    await expectOneEach(people);
    await expectNoOutage();
  },
  240_000,
);

/** From docs/mail.md: the alias and the script, which Postfix runs as nobody. */
function documentedPipe(folder: string, url: string) {
  const docs = readFileSync(join(import.meta.dirname, '../../docs/mail.md'), 'utf8');
  const [, alias = ''] = /^```\n(status: .*)\n```$/m.exec(docs) ?? [];
  const [, script = ''] = /^```sh\n(#!\/bin\/sh\n[^`]*)```$/m.exec(docs) ?? [];
  const path = join(folder, 'status-bounce');
  const own = script.replace('SECRET', SECRET).replace('https://status.example.com', url);
  writeFileSync(path, own, { mode: 0o500 });
  execFileSync('chown', ['nobody', path]);
  chmodSync(folder, 0o755);
  return alias.replace('/usr/local/bin/status-bounce', path);
}

test.skipIf(!hasPostfix)(
  'a mailbox that bounces after accepting its email gets no more, by the documented pipe',
  async () => {
    const answers: number[] = [];
    const hook = serve({
      hostname: '127.0.0.1',
      port: 0,
      // At first as if the secret were another one: the report waits in Postfix.
      fetch: async (request) => {
        const isFirst = answers.length === 0;
        const answer = isFirst ? new Response('', { status: 401 }) : await world.app.fetch(request);
        answers.push(answer.status);
        return answer;
      },
    });
    await once(hook, 'listening');
    const { port } = hook.address() as AddressInfo; // it listens on TCP
    const folder = mkdtempSync(join(tmpdir(), 'allclear-pipe-'));
    const alias = documentedPipe(folder, `http://127.0.0.1:${port}`);
    server = await startPostfix({
      aliases: { domains: 'acme.example', lines: alias },
      settings: { queue_run_delay: '2s', minimal_backoff_time: '2s' },
      onRecipient: (to) => (to === gone ? '550 5.1.1 no such user' : '250 ok'),
    });
    const people = await begin(5, '', '', { BOUNCE_HOOK_SECRET: SECRET });
    const others = people.filter((to) => to !== gone);
    const isGone = async () => (await world.db.select().from(suppression)).length === 1;
    await expect.poll(isGone, { timeout: 60_000, interval: 200 }).toBe(true);
    expect(await world.notification()).toMatchObject({ state: 'done', sent: 5, failed: 0 });
    expect(answers).toEqual([401, 202]);
    await publish(world, { name: 'Login fails' });
    const mailed = () => server.delivered.filter(({ raw }) => raw.includes('Login fails'));
    await expect.poll(() => mailed().length, { timeout: 60_000 }).toBe(others.length);
    expect(
      mailed()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(others);
    const forwarded = server.delivered.filter(({ to }) => to === 'someone@example.com');
    expect(forwarded, 'somebody still reads what comes in').toHaveLength(1);
    hook.close();
    rmSync(folder, { recursive: true });
  },
  150_000,
);
