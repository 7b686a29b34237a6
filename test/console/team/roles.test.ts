import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleWorld, drawn, makeConsole } from '../../support/world/console.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const people = async () =>
  (await world.deps.db.$client.execute('select user_id, role from member')).rows;

describe.each([
  [
    'viewer',
    [
      '/admin/incidents/new',
      '/admin/components/new',
      '/admin/maintenances/new',
      '/admin/settings',
      '/admin/subscribers',
      '/admin/mail/some-mail',
    ],
  ],
  ['publisher', ['/admin/settings', '/admin/settings/templates', '/admin/settings/members']],
] as const)('a %s', (role, closed) => {
  test.each(closed)('is refused %s with an explanation, for GET and POST', async (path) => {
    const browser = await world.as(role);
    for (const answer of [await browser.get(path), await browser.post(path, {})]) {
      if (answer.status === 404) continue; // nothing is posted there
      expect(answer.status).toBe(403);
      expect((await drawn(answer)).refusal?.message).toContain(`signed in as ${role}`);
    }
  });

  test('sees the overview and the lists', async () => {
    const browser = await world.as(role);
    for (const path of ['/admin', '/admin/incidents', '/admin/components', '/admin/maintenances'])
      expect((await browser.get(path)).status).toBe(200);
  });
});

test('an unknown address gets a page of the console', async () => {
  const browser = await world.as('owner');
  for (const path of [
    '/admin/incidents/nope',
    '/admin/components/nope',
    '/admin/settings/templates/nope',
  ]) {
    const answer = await browser.get(path);
    expect(answer.status).toBe(404);
    expect((await drawn(answer)).refusal?.message).toMatch(/doesn’t exist on this page/);
  }
});

test('no console response may be cached', async () => {
  const browser = await world.as('owner');
  for (const path of ['/admin', '/admin/incidents/nope', '/admin/sign-in'])
    expect((await browser.get(path)).headers.get('cache-control')).toBe('no-store');
});

test('an owner sets a new temporary password: the old one and its sessions end, and the log has no secret', async () => {
  const owner = await world.as('owner', 'Olga');
  const pia = await world.as('publisher', 'Pia');
  const id = (await people()).find((p) => p.role === 'publisher')?.user_id;
  const path = `/admin/settings/members/${id}/password`;
  expect((await pia.post(path, { password: 'not for a publisher' })).status).toBe(403);
  const short = await drawn(await owner.post(path, { password: 'short' }));
  expect(short.form?.fields.password).toContain('at least 10 characters');
  expect((await pia.get('/admin')).status).toBe(200);
  const done = await owner.post(path, { password: 'another first password' });
  expect(done.headers.get('location')).toContain('done=password-set');
  expect((await pia.get('/admin')).status).toBe(303);
  expect((await world.browser().signIn('pia@example.com')).status).toBe(401);
  const fresh = await world.browser().signIn('pia@example.com', 'another first password');
  expect(fresh.status).toBe(303);
  const { rows } = await world.deps.db.$client.execute('select * from audit');
  expect(rows.map((row) => row.action)).toContain('password');
  expect(JSON.stringify(rows)).not.toContain('another first');
});

test('a changed role applies from the next click; a removed person is signed out and deleted', async () => {
  const owner = await world.as('owner');
  const pia = await world.as('publisher', 'Pia');
  const id = (await people()).find((p) => p.role === 'publisher')?.user_id;
  await owner.post(`/admin/settings/members/${id}`, { role: 'viewer' });
  expect((await pia.get('/admin/incidents/new')).status).toBe(403);
  await owner.post(`/admin/settings/members/${id}/remove`, {});
  expect((await pia.get('/admin')).status).toBe(303);
  expect((await world.browser().signIn('pia@example.com')).status).toBe(401);
  const sessions = await world.deps.db.$client.execute({
    sql: 'select 1 from session where user_id = ?',
    args: [String(id)],
  });
  expect(sessions.rows).toEqual([]);
});

test('the last owner can neither be removed nor demoted, not even by themselves', async () => {
  const owner = await world.as('owner');
  const [me] = await people();
  for (const [path, form] of [
    [`/admin/settings/members/${me?.user_id}`, { role: 'viewer' }],
    [`/admin/settings/members/${me?.user_id}/remove`, {}],
  ] as const) {
    const answer = await owner.post(path, form);
    expect(answer.status).toBe(422);
    expect((await drawn(answer)).form?.message).toContain('at least one owner');
  }
  expect(await people()).toMatchObject([{ role: 'owner' }]);
});

test('two owners who demote each other at the same moment leave one of them', async () => {
  const first = await world.as('owner', 'One');
  await world.as('owner', 'Two');
  const [one, two] = await people();
  const answers = await Promise.all(
    [one, two].map((p) =>
      first.post(`/admin/settings/members/${p?.user_id}`, { role: 'publisher' }),
    ),
  );
  expect(answers.map((a) => a.status)).toContain(303);
  expect((await people()).filter((p) => p.role === 'owner')).toHaveLength(1);
});
