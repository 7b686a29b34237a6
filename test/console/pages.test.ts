import { afterEach, beforeEach, expect, test } from 'vitest';
import { listIncidents } from '../../db/incident/incident.ts';
import { type ConsoleWorld, drawn, makeConsole, propsIn } from '../support/world/console.ts';
import { DRAFT, openForm } from '../support/world/drafts.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

test('each page of the console renders with its own props', async () => {
  const owner = await world.as('owner');
  const id = await world.component('API');
  const form = openForm({ impactOverride: '', do: 'publish', [`c.${id}`]: 'major_outage' });
  await owner.post('/admin/incidents/new', form);
  const [incident] = await listIncidents(world.deps.db, world.pageId, {});
  const paths: [address: string, page?: string][] = [
    ['/admin'],
    ['/admin/account'],
    ['/admin/components'],
    ['/admin/components/new'],
    ['/admin/components/paste'],
    [`/admin/components/${id}`, '/admin/components/[id]'],
    [`/admin/components/${id}/archive`, '/admin/components/[id]/archive'],
    [`/admin/components/${id}/history`, '/admin/components/[id]/history'],
    ['/admin/incidents'],
    [`/admin/incidents/${incident?.id}/delete`, '/admin/incidents/[id]/delete'],
    [`/admin/incidents/${incident?.id}/edit`, '/admin/incidents/[id]/edit'],
    [`/admin/incidents/${incident?.id}/severity`, '/admin/incidents/[id]/severity'],
    [
      `/admin/incidents/${incident?.id}/updates/${incident?.updates[0]?.id}`,
      '/admin/incidents/[id]/updates/[update]',
    ],
    ['/admin/mail'],
    ['/admin/mail/test'],
    ['/admin/maintenances'],
    ['/admin/settings/general'],
    ['/admin/settings/audit-log'],
    ['/admin/settings/domain'],
    ['/admin/settings/email'],
    ['/admin/settings/checks'],
    ['/admin/settings/languages'],
    ['/admin/settings/appearance'],
    ['/admin/settings/members'],
    ['/admin/settings/privacy'],
    ['/admin/settings/reminders'],
    ['/admin/settings/business-hours'],
    ['/admin/settings/severity'],
    ['/admin/settings/templates'],
    ['/admin/settings/templates/import'],
    ['/admin/settings/templates/new'],
    ['/admin/settings/tokens'],
    ['/admin/subscribers'],
    ['/admin/subscribers/new'],
    ['/admin/subscribers/destination'],
    ['/admin/subscribers/import'],
  ];
  for (const [address, page = address] of paths)
    expect((await drawn(await owner.get(address))).page, address).toBe(page);
});

test('the DNS of a domain is looked up when an owner asks, and compared with the page’s address', async () => {
  const DOMAIN = '/admin/settings/domain';
  const asked: string[] = [];
  world.close();
  world = await makeConsole({ baseUrl: 'https://page.example.net' });
  const owner = await world.as('owner');
  world.deps.resolve = async (host) => {
    asked.push(host);
    return host === 'status.example.com' ? ['192.0.2.7'] : ['192.0.2.7', '192.0.2.8'];
  };
  await owner.get(`${DOMAIN}?host=status.example.com`);
  expect(asked, 'opening the page asks nobody').toEqual([]);
  const ask = async (host: string) =>
    propsIn(await drawn(await owner.post(DOMAIN, { host })), DOMAIN);
  expect(await ask('https://Status.example.com/')).toMatchObject({
    host: 'status.example.com',
    check: { isDone: true, sentence: expect.stringContaining('Continue with step 2') },
  });
  expect(asked.toSorted()).toEqual(['page.example.net', 'status.example.com']);
  expect(await ask('192.0.2.7')).toMatchObject({ wrong: expect.stringContaining('not an IP') });
  expect(asked, 'what is no domain is not looked up').toHaveLength(2);
  for (let i = 0; i < 20; i++) await owner.post(DOMAIN, { host: 'status.example.com' });
  expect((await owner.post(DOMAIN, { host: 'status.example.com' })).status).toBe(429);
});

test('an unknown address in the console is a console page for people signed in, and is never cached', async () => {
  const owner = await world.as('owner');
  const missing = await owner.get('/admin/nowhere');
  expect([missing.status, missing.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect((await drawn(missing)).path).toBe('/404'); // which sets the status
});

test('the overview shows drafts to publishers, and not to viewers', async () => {
  const publisher = await world.as('publisher');
  await publisher.post(`/admin/drafts/${DRAFT}`, openForm({ impactOverride: '' }));
  const draftsFor = async (role: 'publisher' | 'viewer') => {
    const shown = await drawn(await (await world.as(role, `Another ${role}`)).get('/admin'));
    return propsIn(shown, '/admin').drafts.map(({ id }) => id);
  };
  expect(await draftsFor('publisher')).toEqual([DRAFT]);
  expect(await draftsFor('viewer')).toEqual([]);
});

test('a refused form keeps the props of its page', async () => {
  const owner = await world.as('owner');
  const refused = await owner.post('/admin/settings/members', { name: '', email: 'x', role: '' });
  expect(refused.status).toBe(422);
  const { members, form } = propsIn(await drawn(refused), '/admin/settings/members');
  expect(members.map(({ name }) => name)).toContain('owner Person');
  expect(form?.values).toMatchObject({ email: 'x' });
});

test('the history of a component is listed newest first, and an entry can be chosen', async () => {
  const publisher = await world.as('publisher');
  const id = await world.component('API');
  const form = openForm({ impactOverride: '', do: 'publish', [`c.${id}`]: 'major_outage' });
  await publisher.post('/admin/incidents/new', form);
  const historyPath = `/admin/components/${id}/history`;
  const { recorded } = propsIn(
    await drawn(await publisher.get(historyPath)),
    '/admin/components/[id]/history',
  );
  expect(recorded.map(({ status }) => status)).toEqual(['major_outage']);
  const chosen = await drawn(await publisher.get(`${historyPath}?of=${recorded[0]?.id}`));
  expect(propsIn(chosen, '/admin/components/[id]/history').chosen?.status).toBe('major_outage');
});
