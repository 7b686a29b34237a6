import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../api/notify/transports/smtp.node.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail.ts';
import { hasPostfix, startPostfix } from '../support/postfix.ts';
import { FULL } from '../support/size.ts';

/** Debian's Postfix with Dovecot and postgrey: skipped, and named, where they are not installed or not run as root. */
const PASSWORD = 'p@ss/w#o?1%&+ äß';
const MANY = FULL ? 2000 : 300;

let world: World;
let server: Awaited<ReturnType<typeof startPostfix>>;
let timer: NodeJS.Timeout;
afterEach(async () => {
  clearInterval(timer);
  await world?.close();
  await server?.stop();
});

async function begin(people: number, options = '', credentials = '') {
  const url = server.url.replace('smtp://', `smtp://${credentials}`) + options;
  world = await makeWorld({ mailer: () => smtpMailer({ url, host: 'status.acme.example' }) });
  const addresses = await addSubscribers(world, people);
  await publish(world);
  timer = setInterval(() => void world.look(), 200);
  return addresses;
}
const isTold = async (seconds: number) =>
  expect
    .poll(async () => (await world.told())?.state, { timeout: seconds * 1000, interval: 200 })
    .toBe('done');
/** Postfix hands on what it has taken in its own time. */
const expectOnceEach = async (people: string[]) => {
  await expect.poll(() => server.delivered.length, { timeout: 60_000 }).toBe(people.length);
  expect(server.delivered.map(({ to }) => to).sort()).toEqual([...people].sort());
};

test.skipIf(!hasPostfix)(
  'Postfix with sign-in by Dovecot, a self-made certificate and checks of the greeting takes every mail',
  async () => {
    server = await startPostfix({ password: PASSWORD });
    const people = await begin(40, '?requireTLS=true', `status:${encodeURIComponent(PASSWORD)}@`);
    await isTold(30);
    await expectOnceEach(people);
    expect(await world.told()).toMatchObject({ sent: 40, failed: 0 });
  },
  90_000,
);

test.skipIf(!hasPostfix)(
  'without sign-in nobody is failed: mail waits with the reason, and goes out once the server takes it',
  async () => {
    server = await startPostfix({ settings: { mynetworks: '192.0.2.1/32' } });
    const people = await begin(30);
    const lane = async () =>
      world.db.get<{ trouble: string | null }>(sql`select max(trouble) as trouble from lane`);
    await expect
      .poll(async () => (await lane()).trouble, { timeout: 20_000 })
      .toMatch(/554 5\.7\.1/);
    expect(await world.told()).toMatchObject({ state: 'sending', sent: 0, failed: 0 });
    if (!FULL) return; // a refusal of all mail is tried again each 30 seconds
    server.configure({ mynetworks: '127.0.0.0/8' });
    server.postfix('reload');
    await isTold(80);
    await expectOnceEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'greylisting by postgrey delays each person once',
  async () => {
    server = await startPostfix({ greylistSeconds: FULL ? 20 : 4 });
    const people = await begin(20);
    await isTold(60);
    await expectOnceEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'two connections at most are two connections: nobody is lost or told twice',
  async () => {
    server = await startPostfix({ settings: { smtpd_client_connection_count_limit: '2' } });
    const people = await begin(200);
    await isTold(60);
    await expectOnceEach(people);
  },
  150_000,
);

test.skipIf(!hasPostfix)(
  'a message over the size limit fails nobody',
  async () => {
    server = await startPostfix({ settings: { message_size_limit: '2000' } });
    await begin(20);
    await expect
      .poll(async () => (await world.chunks()).map(({ lastError }) => lastError).join(), {
        timeout: 20_000,
      })
      .toMatch(/size|big/i);
    expect(await world.told()).toMatchObject({ state: 'sending', sent: 0, failed: 0 });
  },
  90_000,
);

test.skipIf(!hasPostfix)(
  `a restart of the server during ${MANY} mails loses nobody and tells nobody twice`,
  async () => {
    server = await startPostfix();
    const people = await begin(MANY);
    const sent = async () => (await world.told())?.sent ?? 0;
    await expect.poll(sent, { interval: 50, timeout: 30_000 }).toBeGreaterThan(MANY / 5);
    server.postfix('stop');
    await new Promise((later) => setTimeout(later, FULL ? 8000 : 2000));
    server.postfix('start');
    const back = performance.now();
    await isTold(120);
    console.log(
      `done ${Math.round((performance.now() - back) / 100) / 10} s after the server's return`,
    );
    await expectOnceEach(people);
    const [row] = await world.db.all<{ since: number | null }>(
      sql`select max(closed_since) as since from lane`,
    );
    expect(row?.since, 'no outage is reported').toBeNull();
  },
  240_000,
);
