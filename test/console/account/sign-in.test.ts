import { afterEach, describe, expect, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { ownPath } from '../../../api/routes/console/account/own-path.ts';
import { type ConsoleWorld, drawn, makeConsole, PASSWORD } from '../../support/world/console.ts';

let world: ConsoleWorld;
afterEach(() => world.close());

test('somebody signed out is redirected to the sign-in, and back to the page they wanted', async () => {
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

test('an unknown address and a wrong password get the same response, and the address is kept', async () => {
  world = await makeConsole();
  await world.as('viewer', 'Vic');
  const wrong = await world.browser().signIn('vic@example.com', 'not the password');
  const unknown = await world.browser().signIn('nobody@example.com', 'not the password');
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const [a, b] = [await drawn(wrong), await drawn(unknown)];
  expect(a.form?.message).toBe(b.form?.message);
  expect(a.form?.values.email).toBe('vic@example.com');
});

test('over the limit, the response says when to retry', async () => {
  world = await makeConsole();
  const answers: Response[] = [];
  for (let i = 0; i < 11; i++) answers.push(await world.browser().signIn('a@example.com', 'x'));
  const last = answers.at(-1);
  expect(last?.status).toBe(429);
  expect(last && (await drawn(last)).form?.message).toMatch(/Try again in \d+ seconds?\.$/);
});

/** A sign-in from an address, with the cookies of a browser. */
const from = (ip: string, email: string, password: string, cookies = new Map<string, string>()) =>
  world.request('/admin/sign-in', {
    method: 'POST',
    headers: {
      origin: 'http://localhost:4321',
      'cf-connecting-ip': ip,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    body: new URLSearchParams({ email, password }),
  });
const messageOf = async (answer: Response) => (await drawn(answer)).form?.message;
const auditOf = async (subject: string) =>
  (await world.deps.db.query.audit.findMany()).filter((row) => row.subject === subject);

test('guesses from many networks delay an account more and more; its owner gets in from a known browser', async () => {
  world = await makeConsole();
  const owner = await world.as('owner', 'Olga');
  await world.as('viewer', 'Vic');
  const guess = (i: number) => from(`2001:db8:${i}::1`, 'olga@example.com', `guess number ${i}`);
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++) statuses.push((await guess(i)).status);
  expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
  const waits: string[] = [];
  for (let i = 20; i < 32; i++) {
    waits.push((await messageOf(await guess(i)))?.replace(/^.*in (\d+) seconds?\.$/, '$1') ?? '');
    world.wait(Number(waits.at(-1)) * 1000);
    await guess(i + 20);
  }
  expect(waits).toEqual(['1', '2', '4', '8', '16', '32', '64', '128', '256', '300', '300', '300']);
  // Her password is right, and her browser is known; from elsewhere she waits like everybody.
  expect((await from('2001:db8:99::1', 'olga@example.com', PASSWORD)).status).toBe(429);
  expect((await owner.signIn('olga@example.com')).status).toBe(303);
  expect((await from('2001:db8:99::1', 'olga@example.com', PASSWORD)).status).toBe(303);
  expect((await from('2001:db8:98::1', 'vic@example.com', PASSWORD)).status).toBe(303);
});

test('an unknown address is delayed like a known one', async () => {
  world = await makeConsole();
  await world.as('viewer', 'Vic');
  const messages = await Promise.all(
    ['vic@example.com', 'nobody@example.com'].map(async (email, n) => {
      const all: unknown[] = [];
      for (let i = 0; i < 8; i++)
        all.push(await messageOf(await from(`203.0.${n}.${i}`, email, 'x')));
      return all;
    }),
  );
  expect(messages[0]).toEqual(messages[1]);
  expect(messages[0]?.at(-1)).toBe('Too many attempts with this email. Try again in 1 second.');
});

test('a network gets ten attempts a minute, and a known browser is counted separately', async () => {
  world = await makeConsole();
  const owner = await world.as('owner', 'Olga');
  const statuses: number[] = [];
  for (let i = 0; i < 12; i++)
    statuses.push((await from(`2001:db8:1::${i}`, `p${i}@example.com`, 'x')).status);
  expect(statuses).toEqual([...Array(10).fill(401), 429, 429]);
  expect((await from('2001:db8:1::99', 'olga@example.com', PASSWORD)).status).toBe(429);
  const known = await from('2001:db8:1::9', 'olga@example.com', PASSWORD, owner.cookies);
  expect(known.status).toBe(303);
  const asVic = await from('2001:db8:1::9', 'vic@example.com', PASSWORD, owner.cookies);
  expect(asVic.status, 'the browser of one person is nobody else’s').toBe(429);
  for (let i = 0; i < 10; i++) await from('203.0.113.7', 'olga@example.com', 'x', owner.cookies);
  expect((await owner.signIn('olga@example.com')).status, 'ten guesses a minute there too').toBe(
    429,
  );
});

test('a changed or expired browser cookie counts for nothing', async () => {
  world = await makeConsole();
  const owner = await world.as('owner', 'Olga');
  for (let i = 0; i < 6; i++) await from(`203.0.113.${i}`, 'olga@example.com', 'x');
  const mark = owner.cookies.get('allclear-browser') ?? '';
  expect(mark).toMatch(/^[\w-]+\.\d+\.[\w-]+$/);
  for (const changed of [mark.replace(/\d/, 'x'), `${mark}x`, mark.replace(/\.\d/, '.9'), '..', ''])
    expect(
      (
        await from(
          '198.51.100.7',
          'olga@example.com',
          PASSWORD,
          new Map([['allclear-browser', changed]]),
        )
      ).status,
    ).toBe(429);
  expect((await owner.get('/admin')).status, 'it lets nobody in').toBe(200);
  const fresh = world.browser();
  fresh.cookies.set('allclear-browser', mark);
  expect((await fresh.get('/admin')).status).toBe(303);
});

test('sign-in, refusal, sign-out and a new password are in the audit log, without a secret', async () => {
  world = await makeConsole();
  const logged: string[] = [];
  world.deps.log = (level, message, facts) =>
    logged.push(JSON.stringify({ level, message, facts }));
  const vic = await world.as('viewer', 'Vic');
  await from('203.0.113.9', 'vic@example.com', 'a wrong guess');
  await from('203.0.113.9', 'nobody@example.com', 'a wrong guess');
  await vic.post('/admin/account', {
    currentPassword: PASSWORD,
    newPassword: 'another horse battery',
  });
  await vic.post('/admin/sign-out', {});
  const rows = [...(await auditOf('session')), ...(await auditOf('member'))];
  const [member] = await world.deps.db.query.user.findMany();
  const mine = rows.filter((row) => row.subjectId === member?.id && row.action !== 'create');
  expect(mine.map((row) => [row.action, row.actor.replace(/^user:\S+ /, '')])).toEqual([
    ['sign-in', 'Vic'],
    ['sign-in refused', 'system:sign-in not signed in'],
    ['sign-out', 'Vic'],
    ['password', 'Vic'],
  ]);
  expect(mine[1]?.after).toEqual({ network: '203.0.113.9/32' });
  for (const text of [JSON.stringify(mine), logged.join()])
    expect(text).not.toMatch(/guess|horse|nobody@|vic@/);
  for (const event of ['signed in', 'sign-in refused', 'signed out', 'password changed'])
    expect(logged.join(), event).toContain(`"${event}"`);
});

test('an easily guessed password is refused wherever one is set', async () => {
  world = await makeConsole();
  const owner = await world.as('owner', 'Olga');
  const [person] = await world.deps.db.query.user.findMany();
  for (const [weak, reason] of [
    ['aaaaaaaaaa', 'simple pattern'],
    ['password12', 'too common'],
    ['northwind26', 'others know'],
  ] as const) {
    const reset = await owner.post(`/admin/settings/members/${person?.id}/password`, {
      password: weak,
    });
    expect((await drawn(reset)).form?.fields.password).toContain(reason);
    const own = await owner.post('/admin/account', {
      currentPassword: PASSWORD,
      newPassword: weak,
    });
    expect((await drawn(own)).form?.fields.newPassword).toContain(reason);
  }
  const own = await owner.post('/admin/account', {
    currentPassword: PASSWORD,
    newPassword: 'olga.2026!!',
  });
  expect((await drawn(own)).form?.fields.newPassword).toContain('others know');
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

test('better-auth’s own routes are not exposed', async () => {
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

test('somebody signed out while writing gets everything back except passwords', async () => {
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

describe('sign-in redirects only into the console', () => {
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

test('a sign-in costs one password hash, whoever asks, and none once a limit refuses it', async () => {
  world = await makeConsole();
  await world.as('viewer', 'Vic');
  const { password } = await (await world.deps.auth()).$context;
  const { hash, verify } = password;
  let hashes = 0;
  password.hash = (text) => {
    hashes++;
    return hash(text);
  };
  password.verify = (asked) => {
    hashes++;
    return verify(asked);
  };
  const costOf = async (asked: Promise<unknown>) => {
    hashes = 0;
    await asked;
    return hashes;
  };
  expect(await costOf(from('203.0.113.1', 'vic@example.com', PASSWORD)), 'right').toBe(1);
  expect(await costOf(from('203.0.113.1', 'vic@example.com', 'a guess')), 'wrong').toBe(1);
  expect(await costOf(from('203.0.113.1', 'nobody@example.com', 'a guess')), 'unknown').toBe(1);
  for (let i = 0; i < 10; i++) await from('203.0.113.2', `p${i}@example.com`, 'x');
  expect(await costOf(from('203.0.113.2', 'vic@example.com', PASSWORD)), 'limited').toBe(0);
  for (let i = 0; i < 6; i++) await from(`198.51.100.${i}`, 'vic@example.com', 'x');
  const delayed = from('198.51.100.9', 'vic@example.com', PASSWORD);
  expect(await costOf(delayed), 'delayed account').toBe(0);
  const fromElsewhere = world.request('/admin/sign-in', {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example' },
    body: new URLSearchParams({ email: 'vic@example.com', password: PASSWORD }),
  });
  expect(await costOf(fromElsewhere), 'form of another site').toBe(0);
});
