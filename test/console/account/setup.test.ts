import { afterEach, expect, test } from 'vitest';
import { issueSetupToken } from '../../../api/actions/page/setup.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  PASSWORD,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
afterEach(() => world.close());

const person = { name: 'Ada', email: 'Ada@Example.com', password: PASSWORD };
const page = {
  pageName: 'Northwind',
  timeZone: 'Europe/Berlin',
  components: 'Website\r\n\r\n API \nAPI',
};
const rows = async (sql: string) => (await world.deps.db.$client.execute(sql)).rows;
const issue = async () => (await issueSetupToken(world.deps)) ?? '';

test('set-up creates the page, its components, its templates and an owner who is signed in', async () => {
  world = await makeConsole({ bare: true });
  const token = await issue();
  const browser = world.browser();
  const done = await browser.post('/setup', { token, ...person, ...page });
  expect(done.headers.get('location')).toBe('/admin?done=set-up');
  expect((await browser.get('/admin')).status).toBe(200);
  expect(await rows('select name, time_zone from page')).toMatchObject([
    { name: 'Northwind', time_zone: 'Europe/Berlin' },
  ]);
  expect((await rows('select name from component order by position')).map((c) => c.name)).toEqual([
    'Website',
    'API',
  ]);
  expect(await rows('select 1 from component_interval where to_at is null')).toHaveLength(2);
  expect(await rows('select 1 from template')).toHaveLength(4);
  expect((await world.browser().signIn('ada@example.com')).status).toBe(303);
});

test('set-up creates groups from indented names, and names the line that it can’t use', async () => {
  world = await makeConsole({ bare: true });
  const typed = { token: await issue(), ...person, ...page };
  const nested = await drawn(
    await world.browser().post('/setup', { ...typed, components: 'A\n  B\n    C' }),
  );
  expect(nested.form?.fields.components).toMatch(/^Line 3: /);
  const components = 'Website\nPayments:\n\tCards\n\tRefunds';
  expect((await world.browser().post('/setup', { ...typed, components })).status).toBe(303);
  const listed = await rows(
    'select c.name, g.name as parent from component c left join component g on g.id = c.group_id order by c.name',
  );
  expect(listed.map((c) => [c.name, c.parent])).toEqual([
    ['Cards', 'Payments'],
    ['Payments', null],
    ['Refunds', 'Payments'],
    ['Website', null],
  ]);
});

test('set-up checks public names, and accepts them with a reason', async () => {
  world = await makeConsole({ bare: true });
  const typed = { token: await issue(), ...person, ...page, components: 'API\nprod-db-02' };
  const refused = await world.browser().post('/setup', typed);
  const { form, findings } = await drawn(refused);
  expect([refused.status, Object.keys(form?.fields ?? {})]).toEqual([422, ['components']]);
  expect(findings?.map(({ found }) => found)).toEqual(['prod-db-02']);
  expect(await rows('select 1 from user')).toEqual([]);
  const override = 'Customers rent it.';
  expect((await world.browser().post('/setup', { ...typed, override })).status).toBe(303);
  const audited = await rows("select after from audit where subject = 'member'");
  expect(String(audited[0]?.after)).toContain(override);
});

test('the token is stored as a hash, works once, and is replaced by a newer one', async () => {
  world = await makeConsole({ bare: true });
  const old = await issue();
  const token = await issue();
  expect(JSON.stringify(await rows('select * from install'))).not.toContain(token);
  expect((await world.browser().post('/setup', { token: old, ...person, ...page })).status).toBe(
    403,
  );
  const both = await Promise.all([
    world.browser().post('/setup', { token, ...person, ...page }),
    world.browser().post('/setup', { token, ...person, email: 'eve@example.com', ...page }),
  ]);
  expect(both.map((answer) => answer.status).sort()).toEqual([303, 403]);
  expect(await rows('select 1 from user')).toHaveLength(1);
  expect(await rows('select 1 from page')).toHaveLength(1);
  expect(await issueSetupToken(world.deps)).toBeNull();
});

test('an invalid link says what to do, and runs no query', async () => {
  world = await makeConsole({ bare: true });
  await issue();
  const shown = await drawn(await world.browser().get('/setup?token=wrong'));
  expect(propsIn(shown, '/setup')).toEqual({ token: 'wrong', isOpen: false, pageName: null });
  const posted = await world.browser().post('/setup', { token: 'wrong', ...person, ...page });
  expect((await drawn(posted)).form?.message).toContain('Restart the server to print a new link.');
});

test('a short password is refused at its field, the other input is kept, and the link still works', async () => {
  world = await makeConsole({ bare: true });
  const token = await issue();
  const refused = await world
    .browser()
    .post('/setup', { token, ...person, ...page, password: 'short' });
  expect(refused.status).toBe(422);
  const shown = await drawn(refused);
  const { form } = shown;
  expect(form?.fields).toEqual({ password: 'Use a password with at least 10 characters.' });
  expect(form?.values).toMatchObject({ pageName: 'Northwind', email: 'Ada@Example.com' });
  expect(propsIn(shown, '/setup').isOpen).toBe(true);
});

test('before set-up, every address leads to its explanation', async () => {
  world = await makeConsole({ bare: true });
  for (const path of ['/admin', '/subscribe']) {
    const answer = await world.browser().get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
  }
});

test('set-up without a name asks for one', async () => {
  world = await makeConsole({ bare: true });
  const form = { token: await issue(), ...person, ...page, name: ' ' };
  const refused = await drawn(await world.browser().post('/setup', form));
  expect(refused.form?.fields).toEqual({ name: 'Enter your name.' });
});

test('where seed or import created a page, only the owner is asked for, and joins it', async () => {
  world = await makeConsole();
  const token = await issue();
  const shown = await drawn(await world.browser().get(`/setup?token=${token}`));
  expect(propsIn(shown, '/setup')).toMatchObject({ token, isOpen: true, pageName: 'Northwind' });
  const done = await world.browser().post('/setup', { token, ...person });
  expect(done.status).toBe(303);
  expect(await rows('select 1 from page')).toHaveLength(1);
  expect(await rows('select role, page_id from member')).toMatchObject([
    { role: 'owner', page_id: world.pageId },
  ]);
});

test('once there is an owner, set-up redirects to the console', async () => {
  world = await makeConsole();
  await world.as('owner');
  expect((await world.browser().get('/setup?token=x')).headers.get('location')).toBe('/admin');
});

test('after set-up the overview lists the next steps, ticked by what is stored', async () => {
  world = await makeConsole({ bare: true });
  const owner = world.browser();
  await owner.post('/setup', { token: await issue(), ...person, ...page, components: '' });
  world.deps.config.hasBaseUrl = false;
  const steps = async () => {
    const { checklist } = propsIn(await drawn(await owner.get('/admin')), '/admin');
    return checklist?.filter(({ isDone }) => !isDone).map(({ key }) => key) ?? null;
  };
  const all = ['component', 'mail', 'address', 'logo', 'support', 'people', 'subscriber', 'badge'];
  expect(await steps()).toEqual(all);
  expect(propsIn(await drawn(await owner.get('/admin')), '/admin').wantsMailTest).toBeUndefined();

  await owner.post('/admin/components/new', {
    name: 'API',
    description: '',
    status: 'operational',
  });
  expect(await steps()).toEqual(all.slice(1));
  world.deps.mailTester = async ({ to }) => ({ ok: to.startsWith('ada'), steps: [] });
  await owner.post('/admin/mail/test', { to: 'nobody@example.com' });
  expect(await steps()).toEqual(all.slice(1)); // it failed
  await owner.post('/admin/mail/test', { to: 'ada@example.com' });
  expect(await steps()).toEqual(all.slice(2));
  world.deps.config.hasBaseUrl = true;
  expect(await steps()).toEqual(all.slice(3));
  await owner.post('/admin/settings/appearance', { logoUrl: 'https://example.com/logo.svg' });
  expect(await steps()).toEqual(all.slice(4));
  const general = { name: 'Northwind', timeZone: 'Etc/UTC' };
  await owner.post('/admin/settings/general', { ...general, supportUrl: 'https://example.com/' });
  expect(await steps()).toEqual(all.slice(5));
  await owner.post('/admin/settings/members', { email: 'bo@example.com', role: 'publisher' });
  expect(await steps()).toEqual(all.slice(6));
  await owner.post('/admin/subscribers', { email: 'ada@example.com', scope: 'all' });
  expect(await steps()).toEqual(all.slice(6)); // not confirmed yet
  await world.deps.db.$client.execute("update subscriber set state = 'active'");
  expect(await steps()).toEqual(['badge']);
  await owner.post('/admin/settings/get-started', { do: 'badge' });
  expect(await steps()).toBeNull();
});

test('the list of next steps can be hidden for good, and is for owners only', async () => {
  world = await makeConsole({ bare: true });
  const owner = world.browser();
  await owner.post('/setup', { token: await issue(), ...person, ...page });
  const listFor = async (browser: Browser) =>
    propsIn(await drawn(await browser.get('/admin')), '/admin').checklist;
  expect((await owner.post('/admin/settings/get-started', { do: 'nonsense' })).status).toBe(422);
  expect(await listFor(owner)).toHaveLength(8);
  const hidden = await owner.post('/admin/settings/get-started', { do: 'dismiss' });
  expect(hidden.headers.get('location')).toBe('/admin?done=checklist-hidden');
  expect(await listFor(owner)).toBeNull();
  await world.deps.db.$client.execute("update page set checklist = '{}'");
  expect(await listFor(owner)).toHaveLength(8);
  await world.deps.db.$client.execute("update member set role = 'publisher'");
  expect(await listFor(owner)).toBeNull();
});

test('a page older than the list has none', async () => {
  world = await makeConsole();
  const owner = await world.as('owner');
  expect(propsIn(await drawn(await owner.get('/admin')), '/admin').checklist).toBeNull();
});
