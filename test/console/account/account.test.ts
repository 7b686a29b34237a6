import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceName } from '../../../api/domain/account/device-name.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  PASSWORD,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let pia: Browser;
beforeEach(async () => {
  world = await makeConsole();
  pia = await world.as('publisher', 'Pia');
});
afterEach(() => world.close());

const sessions = async (browser = pia) =>
  propsIn(await drawn(await browser.get('/admin/account')), '/admin/account').sessions;
const another = async (email = 'pia@example.com') => {
  const browser = world.browser();
  await browser.signIn(email);
  return browser;
};
const isIn = async (browser: Browser) => (await browser.get('/admin')).status === 200;
const end = (what: string, browser = pia) => browser.post(`/admin/account/sessions/${what}`, {});

test('sessions are listed, the current one is marked, and one or all others can be ended', async () => {
  const [two, three] = [await another(), await another()];
  const listed = await sessions();
  expect(listed.map(({ isThis }) => isThis).toSorted()).toEqual([false, false, true]);
  expect(Object.keys(listed[0] ?? {})).not.toContain('token');
  const [other] = await sessions(two).then((all) => all.filter(({ isThis }) => isThis));
  await end(`${other?.id}/end`);
  expect([await isIn(pia), await isIn(two), await isIn(three)]).toEqual([true, false, true]);
  expect((await end('end-others')).headers.get('location')).toContain('sessions-ended');
  expect([await isIn(pia), await isIn(three)]).toEqual([true, false]);
  const log = await world.deps.db.query.audit.findMany();
  const ended = log.filter(({ action }) => action.startsWith('end'));
  expect(ended.map(({ action, subject }) => [action, subject])).toEqual([
    ['end', 'session'],
    ['end others', 'session'],
  ]);
});

test('nobody can end or see somebody else’s session', async () => {
  const owner = await world.as('owner', 'Olga');
  const [mine] = await sessions();
  await end(`${mine?.id}/end`, owner);
  await end('end-others', owner);
  expect(await isIn(pia)).toBe(true);
  expect((await sessions(owner)).map(({ id }) => id)).not.toContain(mine?.id);
});

test('the last use of a session is recorded, to ten minutes', async () => {
  const { $client } = world.deps.db;
  const lastUse = async () =>
    Number((await $client.execute('select updated_at as at from session')).rows[0]?.at);
  const at = await lastUse();
  await pia.get('/admin');
  expect(await lastUse()).toBe(at);
  await $client.execute(`update session set updated_at = ${at - 11 * MINUTE}`);
  await pia.get('/admin');
  await expect.poll(lastUse).toBeGreaterThanOrEqual(at);
});

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0',
    'Firefox on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
    'Safari on Mac',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0 Mobile/15E148 Safari/604.1',
    'Chrome on iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36',
    'Samsung Internet on Android',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['curl/8.5.0', 'Unknown device'],
  ['<script>alert(1)</script>', 'Unknown device'],
  [null, 'Unknown device'],
])('%s is %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});

test('a changed password is reported to the account’s address, whoever changed it', async () => {
  const notices = async () =>
    (await world.deps.db.query.directMail.findMany()).filter(({ kind }) => kind === 'security');
  const typed = { currentPassword: 'wrong', newPassword: 'another horse battery' };
  await pia.post('/admin/account', typed);
  expect(await notices(), 'nothing was changed').toEqual([]);
  await pia.post('/admin/account', { ...typed, currentPassword: PASSWORD });
  const [own] = await notices();
  expect(own).toMatchObject({
    to: 'pia@example.com',
    subject: expect.stringContaining('password'),
  });
  expect(own?.text).toContain('/admin/forgot-password');
  for (const password of [PASSWORD, typed.newPassword]) expect(own?.html).not.toContain(password);
  const olga = await world.as('owner', 'Olga');
  const people = await world.deps.db.query.user.findMany();
  const person = people.find(({ email }) => email === 'pia@example.com');
  await olga.post(`/admin/settings/members/${person?.id}/password`, {
    password: 'a third horse battery',
  });
  expect((await notices()).map(({ text }) => text).join()).toContain('was changed by Olga on');
});
