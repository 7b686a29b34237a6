import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR } from '../../../api/domain/time/time.ts';
import { allRows } from '../../../db/engine/dump.ts';
import {
  type ConsoleWorld,
  drawn,
  makeConsole,
  PASSWORD,
  propsIn,
} from '../../support/world/console.ts';
import { treatAsServer } from '../../support/world/query-log.ts';

const FORGOT = '/admin/forgot-password';
const RESET = '/admin/reset-password';
const NEW = 'another horse battery';
let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
  world.deps.mailer = { ...world.deps.mailer, name: 'smtp' };
});
afterEach(() => world.close());

/** A request from an address, as by a browser that never signed in. */
const ask = (email: string, ip = '203.0.113.7') =>
  world.request(FORGOT, {
    method: 'POST',
    headers: { origin: 'http://localhost:4321', 'cf-connecting-ip': ip },
    body: new URLSearchParams({ email }),
  });
const mails = async () =>
  (await world.deps.db.query.directMail.findMany()).filter((one) => one.kind === 'password_reset');
const links = async () =>
  (await mails()).map(({ text }) => /\/admin\/reset-password\?token=\S+/.exec(text)?.[0] ?? '');
const tokenOf = (link: string) => link.split('=')[1] ?? '';
const emailAt = async (link: string) =>
  propsIn(await drawn(await world.browser().get(link)), RESET).email;
const reset = (link: string, password = NEW) =>
  world.browser().post(RESET, { token: tokenOf(link), password });

test('a forgotten password is reset by a mailed link, once, and every session ends', async () => {
  const pia = await world.as('publisher', 'Pia');
  expect((await ask(' PIA@example.com ')).headers.get('location')).toBe(
    `${FORGOT}?done=reset-requested`,
  );
  await ask('pia@example.com', '203.0.113.8');
  const [link = '', earlier = ''] = await links();
  expect((await mails())[0]).toMatchObject({ to: 'pia@example.com' });
  const before = await allRows(world.deps.db);
  expect(await emailAt(link)).toBe('pia@example.com');
  expect(await allRows(world.deps.db), 'opening it changes nothing').toEqual(before);
  expect((await pia.get('/admin')).status, 'nor does asking').toBe(200);

  const weak = await drawn(await reset(link, 'password12'));
  expect(weak.form?.fields.password).toContain('too common');
  const done = await reset(link);
  expect(done.headers.get('location')).toBe('/admin/sign-in?done=password-reset');
  expect(done.headers.getSetCookie()).toEqual([]);
  expect((await pia.get('/admin')).status).toBe(303);
  expect((await world.browser().signIn('pia@example.com', PASSWORD)).status).toBe(401);
  expect((await world.browser().signIn('pia@example.com', NEW)).status).toBe(303);
  for (const used of [link, earlier]) {
    expect(await emailAt(used)).toBeNull();
    expect((await reset(used, 'a third horse battery')).status).toBe(403);
  }
  const { rows } = await world.deps.db.$client.execute(
    "select action, actor, after from audit where action like 'password%' order by at, rowid",
  );
  expect(rows).toMatchObject([
    { action: 'password reset requested', actor: 'system:sign-in not signed in' },
    { action: 'password reset requested' },
    { action: 'password reset', actor: expect.stringMatching(/^user:\w+ Pia$/) },
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/horse|token/);
});

test('an unknown address gets the same response for the same work, and no email', async () => {
  await world.as('viewer', 'Vic');
  treatAsServer(world.deps.db);
  const { $client } = world.deps.db;
  const batch = $client.batch.bind($client);
  let asked: number[] = [];
  $client.batch = async (statements, mode) => {
    asked.push(statements.length);
    return batch(statements, mode);
  };
  const seen = [];
  for (const email of ['vic@example.com', 'nobody@example.com']) {
    asked = [];
    const answer = await ask(email, email === 'vic@example.com' ? '203.0.113.1' : '198.51.100.1');
    seen.push([answer.status, answer.headers.get('location'), await answer.text(), asked]);
  }
  expect(seen[0]).toEqual(seen[1]);
  expect((await mails()).map(({ to }) => to)).toEqual(['vic@example.com']);
});

test('links are limited per address and network, known or not, and the response says when to retry', async () => {
  await world.as('viewer', 'Vic');
  for (const email of ['vic@example.com', 'nobody@example.com']) {
    const answers: Response[] = [];
    for (let i = 0; i < 4; i++) answers.push(await ask(email, `2001:db8:${email.length}${i}::1`));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 429]);
    const last = answers.at(-1) ?? expect.fail();
    expect((await drawn(last)).form?.message).toMatch(/try again in 60 minutes/);
  }
  expect(await mails()).toHaveLength(3);
  const statuses = [];
  for (let i = 0; i < 11; i++) statuses.push((await ask(`p${i}@example.com`)).status);
  expect(statuses).toEqual([...Array(10).fill(303), 429]);
  world.wait(HOUR);
  expect((await ask('vic@example.com')).status).toBe(303);
});

test('a link expires after an hour, and when the password is set some other way', async () => {
  const vic = await world.as('viewer', 'Vic');
  await ask('vic@example.com');
  const [first = ''] = await links();
  world.wait(HOUR);
  expect(await emailAt(first)).toBeNull();
  expect((await reset(first)).status).toBe(403);
  await ask('vic@example.com');
  const second = (await links())[1] ?? '';
  expect(await emailAt(second)).toBe('vic@example.com');
  await vic.post('/admin/account', { currentPassword: PASSWORD, newPassword: NEW });
  expect(await emailAt(second)).toBeNull();
  for (const link of [RESET, `${RESET}?token=`, `${RESET}?token=made-up`])
    expect(await emailAt(link)).toBeNull();
});

test('two uses of one link at the same moment set one password', async () => {
  await world.as('viewer', 'Vic');
  await ask('vic@example.com');
  const [link = ''] = await links();
  const answers = await Promise.all([reset(link), reset(link, 'a third horse battery')]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 403]);
});

test('the token is stored nowhere once the email is sent', async () => {
  await world.as('viewer', 'Vic');
  await ask('vic@example.com');
  const token = tokenOf((await links())[0] ?? '');
  expect(token).toMatch(/^[\w-]{43}$/);
  await world.deps.sender.poll();
  const stored = await world.deps.db.query.passwordReset.findMany();
  expect(stored).toHaveLength(1);
  expect(JSON.stringify([stored, await allRows(world.deps.db)])).not.toContain(token);
});

test('with only the local mailbox, no link is created that others could open there', async () => {
  world.deps.mailer = { ...world.deps.mailer, name: 'local' };
  await world.as('owner', 'Olga');
  expect(propsIn(await drawn(await world.browser().get(FORGOT)), FORGOT).isMailSetUp).toBe(false);
  const answer = await ask('olga@example.com');
  expect(answer.status).toBe(403);
  expect((await drawn(answer)).form?.message).toBe('Email isn’t set up for this page.');
  expect(await mails()).toEqual([]);
});
