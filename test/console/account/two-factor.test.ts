import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { allRows } from '../../../db/engine/dump.ts';
import { listMembers } from '../../../db/team/account.ts';
import { operatorEnv } from '../../support/server/command.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  PASSWORD,
  propsIn,
} from '../../support/world/console.ts';
import { codeOf, secretIn } from '../../support/world/totp.ts';

const PAGE = '/admin/account/two-factor';
const CODE = '/admin/sign-in/code';
const PIA = 'pia@example.com';
let world: ConsoleWorld;
let pia: Browser;
beforeEach(async () => {
  world = await makeConsole();
  pia = await world.as('publisher', 'Pia');
});
afterEach(() => world.close());

/** Turns it on for Pia. */
async function turnOn() {
  const begun = await drawn(await pia.post(PAGE, { password: PASSWORD }));
  const uri = `${begun.form?.values.uri}`;
  const done = await pia.post(`${PAGE}/confirm`, { uri, code: codeOf(secretIn(uri)) });
  const codes = `${(await drawn(done)).form?.values.codes}`.split('\n');
  return { uri, secret: secretIn(uri), codes };
}
/** A browser that has entered the right password and owes a code. */
async function waiting(next = '/admin/mail') {
  const browser = world.browser();
  const answer = await browser.post('/admin/sign-in', { email: PIA, password: PASSWORD, next });
  expect(answer.headers.get('location')).toBe(`${CODE}?next=${encodeURIComponent(next)}`);
  return browser;
}
const enter = (browser: Browser, code: string) => browser.post(CODE, { code, next: '/admin/mail' });
const isIn = async (browser: Browser) => (await browser.get('/admin')).status === 200;
const wrongCode = (secret: string) =>
  ['000000', '111111', '222222', '333333'].find(
    (code) => ![-1, 0, 1].some((steps) => codeOf(secret, steps) === code),
  ) ?? '';
const actions = async () =>
  (await world.deps.db.query.audit.findMany())
    .filter(({ actor }) => !actor.startsWith('user:ada'))
    .map(({ action }) => action);

test('turned on with password and code; ten recovery codes are shown once; sign-in then asks for a code', async () => {
  expect((await drawn(await pia.post(PAGE, { password: 'wrong' }))).form?.fields).toHaveProperty(
    'password',
  );
  const { uri, codes } = await turnOn();
  expect(decodeURIComponent(uri)).toMatch(/^otpauth:\/\/totp\/Northwind:pia@example\.com\?/);
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[a-z2-9]{5}-[a-z2-9]{5}$/);
  expect(await isIn(pia), 'the session goes on').toBe(true);
  const account = propsIn(await drawn(await pia.get('/admin/account')), '/admin/account');
  expect(account.twoFactor).toEqual({ isOn: true, codesLeft: 10 });
  const shown = await drawn(await pia.get(PAGE));
  for (const secret of [...codes, secretIn(uri)])
    expect(JSON.stringify([shown, account])).not.toContain(secret);

  const browser = await waiting();
  expect(await isIn(browser), 'the password alone is not enough').toBe(false);
  expect((await browser.get(`${CODE}?next=/admin/mail`)).status).toBe(200);
  const done = await enter(browser, codeOf(secretIn(uri)).replace(/(...)/, '$1 '));
  expect(done.headers.get('location')).toBe('/admin/mail');
  expect(await isIn(browser)).toBe(true);
  expect(await actions()).toEqual(expect.arrayContaining(['two-factor on', 'sign-in']));
});

test('secret and recovery codes are encrypted in the database', async () => {
  const { secret, codes } = await turnOn();
  const stored = JSON.stringify(await allRows(world.deps.db));
  const [row] = await world.deps.db.query.twoFactor.findMany();
  expect(row?.secret.length).toBeGreaterThan(40);
  for (const text of [secret, Buffer.from(secret, 'base64').toString(), ...codes])
    expect(stored).not.toContain(text);
});

test('a wrong code during set-up keeps the QR code, and two-factor stays off', async () => {
  const begun = await drawn(await pia.post(PAGE, { password: PASSWORD }));
  const uri = `${begun.form?.values.uri}`;
  for (let i = 0; i < 5; i++) {
    const code = wrongCode(secretIn(uri));
    const { form } = await drawn(await pia.post(`${PAGE}/confirm`, { uri, code }));
    expect(form?.fields.code).toContain('Incorrect code');
    expect(form?.values).toMatchObject({ uri, code });
  }
  expect((await world.browser().signIn(PIA)).headers.get('location')).toBe('/admin');
  const done = await drawn(await pia.post(`${PAGE}/confirm`, { uri, code: codeOf(secretIn(uri)) }));
  expect(`${done.form?.values.codes}`.split('\n')).toHaveLength(10);
});

test('five wrong codes delay the next one more and more, and nothing is lost', async () => {
  const { secret } = await turnOn();
  const browser = await waiting();
  for (let i = 0; i < 5; i++) {
    const { form } = await drawn(await enter(browser, wrongCode(secret)));
    expect(form?.fields.code).toContain('Incorrect code');
  }
  const waits: (string | undefined)[] = [];
  for (const seconds of [1, 2, 4]) {
    waits.push((await drawn(await enter(browser, codeOf(secret)))).form?.message);
    world.wait(seconds * 1000);
    expect((await enter(browser, wrongCode(secret))).status).toBe(422);
  }
  expect(waits).toEqual(
    ['1 second', '2 seconds', '4 seconds'].map(
      (wait) => `Too many incorrect codes. Try again in ${wait}.`,
    ),
  );
  const other = await waiting();
  expect((await enter(other, codeOf(secret))).status, 'in another new browser too').toBe(429);
  world.wait(300_000);
  const done = await enter(browser, codeOf(secret));
  expect(done.headers.get('location')).toBe('/admin/mail');
  expect(await isIn(browser)).toBe(true);
});

test('somebody else’s wrong codes do not delay a browser that signed in before', async () => {
  const { secret } = await turnOn();
  const stranger = await waiting();
  for (let i = 0; i < 6; i++) await enter(stranger, wrongCode(secret));
  expect((await enter(stranger, codeOf(secret))).status).toBe(429);
  await pia.post('/admin/sign-out', {});
  await pia.signIn(PIA);
  expect((await enter(pia, codeOf(secret))).headers.get('location')).toBe('/admin/mail');
});

test('a code is accepted once, even twice at the same moment', async () => {
  const { secret } = await turnOn();
  const [one, two] = [await waiting(), await waiting()];
  const code = codeOf(secret);
  const answers = await Promise.all([enter(one, code), enter(two, code)]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 422]);
  const late = await drawn(await enter(await waiting(), code));
  expect(late.form?.fields.code).toContain('already used');
  expect((await enter(await waiting(), codeOf(secret, 1))).status).toBe(303);
});

test('a recovery code signs in once, in capitals and without its hyphen too', async () => {
  const { codes } = await turnOn();
  const [first = '', second = ''] = codes;
  expect((await enter(await waiting(), first.toUpperCase().replace('-', ' '))).status).toBe(303);
  world.wait(600_000);
  const again = await drawn(await enter(await waiting(), first));
  expect(again.form?.fields.code).toContain('Incorrect code');
  expect((await enter(await waiting(), second)).status).toBe(303);
  const account = propsIn(await drawn(await pia.get('/admin/account')), '/admin/account');
  expect(account.twoFactor.codesLeft).toBe(8);
  const renewed = await drawn(await pia.post(PAGE, { password: PASSWORD, do: 'codes' }));
  const fresh = `${renewed.form?.values.codes}`.split('\n');
  expect(fresh).toHaveLength(10);
  expect((await enter(await waiting(), codes[2] ?? '')).status, 'an older code').toBe(422);
  expect((await enter(await waiting(), fresh[0] ?? '')).status).toBe(303);
});

test('without a password first, or with somebody else’s session, a code does not sign in', async () => {
  const { secret } = await turnOn();
  const vic = await world.as('viewer', 'Vic');
  for (const browser of [world.browser(), vic]) {
    const answer = await enter(browser, codeOf(secret));
    expect(answer.headers.get('location')).toBe(
      '/admin/sign-in?done=sign-in-expired&next=%2Fadmin%2Fmail',
    );
  }
  expect((await world.browser().get(CODE)).headers.get('location')).toContain('sign-in-expired');
  // Vic's session stays in the browser while Pia signs in: her session takes its place.
  const session = vic.cookies.get('allclear') ?? '';
  await vic.signIn(PIA);
  vic.cookies.set('allclear', session);
  await enter(vic, codeOf(secret));
  const account = await vic.get('/admin/incidents/new');
  expect(account.status, 'a viewer may not').toBe(200);
});

test('after the code, sign-in redirects only into the console', async () => {
  const { secret } = await turnOn();
  const browser = await waiting();
  const next = 'https://evil.example';
  const done = await browser.post(CODE, { code: codeOf(secret), next });
  expect(done.headers.get('location')).toBe('/admin');
});

test('turned off with the password, by an owner for a member, and at the command line', async () => {
  await turnOn();
  expect(
    (await drawn(await pia.post(PAGE, { password: 'x', do: 'off' }))).form?.fields,
  ).toHaveProperty('password');
  const off = await pia.post(PAGE, { password: PASSWORD, do: 'off' });
  expect(off.headers.get('location')).toBe('/admin/account?done=two-factor-off');
  expect(await isIn(pia)).toBe(true);
  expect((await world.browser().signIn(PIA)).headers.get('location')).toBe('/admin');

  await turnOn();
  const owner = await world.as('owner', 'Olga');
  const members = propsIn(
    await drawn(await owner.get('/admin/settings/members')),
    '/admin/settings/members',
  ).members;
  expect(
    members.map(({ name, twoFactorEnabled, lastSignInAt }) => [
      name,
      twoFactorEnabled,
      lastSignInAt,
    ]),
  ).toEqual([
    ['Olga', false, world.deps.clock()],
    ['Pia', true, world.deps.clock()],
  ]);
  const idOf = (name: string) => members.find((one) => one.name === name)?.id;
  const path = `/admin/settings/members/${idOf('Pia')}/two-factor`;
  expect((await pia.post(path, {})).status).toBe(403);
  const own = await drawn(await owner.post(path.replace(`${idOf('Pia')}`, `${idOf('Olga')}`), {}));
  expect(own.form?.message).toContain('under “Account”');
  await owner.post(path, {});
  expect((await world.browser().signIn(PIA)).headers.get('location')).toBe('/admin');

  await turnOn();
  const env = operatorEnv({ DATABASE_URL: world.url });
  const args = ['api/cli/password.ts', '--email', PIA];
  const printed = execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: 'pipe' });
  const signedIn = await world.browser().signIn(PIA, printed.trim());
  expect(signedIn.headers.get('location')).toBe('/admin');
  const [, found] = await listMembers(world.deps.db, world.pageId);
  expect(found?.twoFactorEnabled).toBe(false);
  expect((await actions()).filter((action) => action === 'two-factor off')).toHaveLength(3);
});

test('over https the cookie of a sign-in waiting for a code is __Host-, HttpOnly and Secure', async () => {
  const { secret } = await turnOn();
  expect(secret).toHaveLength(52);
  const browser = await waiting();
  expect([...browser.cookies.keys()]).toEqual(['allclear-code']);
  world.close();
  world = await makeConsole({ baseUrl: 'https://status.example.com' });
  pia = await world.as('publisher', 'Pia');
  await turnOn();
  const set = (await world.browser().signIn(PIA)).headers.getSetCookie();
  const cookie = set.find((one) => one.startsWith('__Host-allclear-code=')) ?? '';
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/'])
    expect(cookie).toContain(part);
  expect(cookie).not.toMatch(/domain=/i);
});

test('turning it off is reported to the account’s address, whoever did it', async () => {
  const notices = async () =>
    (await world.deps.db.query.directMail.findMany()).filter(({ kind }) => kind === 'security');
  await turnOn();
  await pia.post(PAGE, { password: PASSWORD, do: 'off' });
  const [own] = await notices();
  expect(own).toMatchObject({ to: PIA, subject: expect.stringContaining('was turned off') });
  expect(own?.text).toContain('was turned off on Nov 20, 2026, 12:00 UTC');
  await turnOn();
  const olga = await world.as('owner', 'Olga');
  const [{ id = '' } = {}] = (await listMembers(world.deps.db, world.pageId)).filter(
    ({ email }) => email === PIA,
  );
  await olga.post(`/admin/settings/members/${id}/two-factor`, {});
  expect((await notices()).map(({ text }) => text).join()).toContain('was turned off by Olga on');
});
