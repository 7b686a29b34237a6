import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { ownPath } from '../../api/routes/admin/sign-in.ts';
import { type ConsoleWorld, drawn, makeConsole, PASSWORD } from '../support/console.ts';

let world: ConsoleWorld;
afterEach(() => world.close());

test('a stranger is led to the sign-in, and back to the page they wanted', async () => {
  world = await makeConsole();
  await world.as('publisher', 'Pia');
  const browser = world.browser();
  const away = await browser.get('/admin/incidents/new?state=identified');
  expect(away.status).toBe(303);
  const next = new URL(away.headers.get('location') ?? '', 'http://x').searchParams.get('next');
  const back = await browser.post('/admin/sign-in', {
    email: 'PIA@example.com',
    password: PASSWORD,
    next: next ?? '',
  });
  expect(back.headers.get('location')).toBe('/admin/incidents/new?state=identified');
  expect((await browser.get('/admin')).status).toBe(200);
});

test('an unknown address and a wrong password get the same answer, and the address is kept', async () => {
  world = await makeConsole();
  await world.as('viewer', 'Vic');
  const wrong = await world.browser().signIn('vic@example.com', 'not the password');
  const unknown = await world.browser().signIn('nobody@example.com', 'not the password');
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const [a, b] = [await drawn(wrong), await drawn(unknown)];
  expect(a.form?.message).toBe(b.form?.message);
  expect(a.form?.values.email).toBe('vic@example.com');
});

test('over the limit, the answer says when to try again', async () => {
  world = await makeConsole();
  const answers: Response[] = [];
  for (let i = 0; i < 11; i++) answers.push(await world.browser().signIn('a@example.com', 'x'));
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(last && (await drawn(last)).form?.message).toMatch(/Try again in \d+ seconds?\.$/);
});

test('over https the session cookie is __Host-, HttpOnly, Lax and Secure', async () => {
  world = await makeConsole({ baseUrl: 'https://status.example.com' });
  await world.as('viewer', 'Vic');
  const [cookie = ''] = (await world.browser().signIn('vic@example.com')).headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-allclear=/);
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Secure', 'Path=/'])
    expect(cookie).toContain(part);
  expect(cookie).not.toMatch(/domain=/i);
});

test('over http the cookie has no prefix that a browser would refuse', async () => {
  world = await makeConsole();
  await world.as('viewer', 'Vic');
  const [cookie = ''] = (await world.browser().signIn('vic@example.com')).headers.getSetCookie();
  expect(cookie).toMatch(/^allclear=/);
  expect(cookie).not.toContain('Secure');
});

test('signing out ends the session itself, not only the cookie', async () => {
  world = await makeConsole();
  const browser = await world.as('viewer');
  const stolen = new Map(browser.cookies);
  await browser.post('/admin/sign-out', {});
  const thief = world.browser();
  for (const [name, value] of stolen) thief.cookies.set(name, value);
  expect((await thief.get('/admin')).status).toBe(303);
});

test('better-auth’s own routes are not there', async () => {
  world = await makeConsole();
  const answer = await world.browser().post('/api/auth/sign-up/email', { email: 'x@example.com' });
  expect((await drawn(answer)).path).toBe('/404'); // the page for what is not found
  expect((await world.deps.db.$client.execute('select * from user')).rows).toEqual([]);
});

test('a form from another site is refused', async () => {
  world = await makeConsole();
  const app = createApp(
    async () => world.deps,
    async () => new Response('drawn'),
  );
  const answer = await app.request('http://localhost:4321/admin/sign-in', {
    method: 'POST',
    headers: {
      origin: 'https://evil.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'email=a@example.com&password=x',
  });
  expect(answer.status).toBe(403);
});

test('who was signed out while writing gets everything back but the passwords', async () => {
  world = await makeConsole();
  const answer = await world.browser().post('/admin/incidents/new', {
    name: 'Cards fail',
    body: 'A long text.',
    newPassword: 'secret',
  });
  expect(answer.status).toBe(401);
  const page = await drawn(answer);
  expect(page.path).toBe('/admin/refused?to=%2Fadmin%2Fincidents%2Fnew');
  expect(page.form?.values).toEqual({ name: 'Cards fail', body: 'A long text.' });
});

test('a new password works at once, and the other sessions end', async () => {
  world = await makeConsole();
  const here = await world.as('publisher', 'Pia');
  const there = world.browser();
  await there.signIn('pia@example.com');
  const wrong = await here.post('/admin/account', {
    currentPassword: 'not it',
    newPassword: 'another long one',
  });
  expect((await drawn(wrong)).form?.fields).toHaveProperty('currentPassword');
  const done = await here.post('/admin/account', {
    currentPassword: PASSWORD,
    newPassword: 'another long one',
  });
  expect(done.headers.get('location')).toBe('/admin/account?done=password');
  expect((await here.get('/admin')).status).toBe(200);
  expect((await there.get('/admin')).status).toBe(303);
  expect((await world.browser().signIn('pia@example.com', 'another long one')).status).toBe(303);
});

describe('after sign-in the way leads only into the console', () => {
  test.each([
    ['/admin/incidents/new?state=identified', '/admin/incidents/new?state=identified'],
    ['https://evil.example', '/admin'],
    ['//evil.example', '/admin'],
    ['/admin//evil.example', '/admin'],
    ['/administrator', '/admin'],
    ['/admin/sign-in?next=/admin', '/admin'],
    ['/admin\\@evil.example', '/admin'],
    ['', '/admin'],
  ])('%j leads to %j', (next, to) => {
    expect(ownPath(next)).toBe(to);
  });
});
