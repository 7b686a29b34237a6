import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueToken } from '../../../api/actions/team/token.ts';
import { findComponent } from '../../../db/component/component.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

const SECRET = 'Passwords of accounts leaked';
const NEW = '/admin/incidents/new';
let world: ConsoleWorld;
let ada: Browser;
let lea: Browser;
let sam: Browser;
let checkout: string;

beforeAll(async () => {
  world = await makeConsole();
  ada = await world.as('owner', 'Ada Owner');
  lea = await world.as('publisher', 'Lea Lead');
  sam = await world.as('publisher', 'Sam Other');
  checkout = await world.component('Checkout');
});
afterAll(() => world.close());

const opening = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: 'blank',
  key: crypto.randomUUID(),
  name: 'Queue is stuck',
  impactOverride: '',
  visibility: 'internal',
  notify: 'on',
  composed: '',
  body: 'Worker 7 on db-3 is stuck.',
  do: 'publish',
  ...more,
});
const idIn = (answer: Response): string => {
  const location = answer.headers.get('location') ?? '';
  const id = /incidents\/(\w{12})/.exec(location)?.[1];
  if (!id) throw new Error(`${answer.status} ${location}`);
  return id;
};
const open = async (by: Browser, more: Record<string, string> = {}) =>
  idIn(await by.post(NEW, opening(more)));
const next = (more: Record<string, string>) => ({ ...opening(), state: 'identified', ...more });
const row = async (id: string) => {
  const found = await findIncident(world.deps.db, world.pageId, id);
  if (!found) throw new Error('no incident');
  return found;
};
const shown = async () => JSON.stringify(await world.deps.snapshots.current());
const notifications = async () =>
  (await world.deps.db.$client.execute('select * from notification')).rows.length;

describe('an internal incident', () => {
  test('is in the console, and nothing of it is public: no text, no status, no email', async () => {
    const id = await open(lea, { [`c.${checkout}`]: 'major_outage' });
    const record = await row(id);
    expect([record.audience, record.updates[0]?.audience]).toEqual(['internal', 'internal']);
    expect(record.componentIds).toEqual([checkout]);
    const component = await findComponent(world.deps.db, world.pageId, checkout);
    expect(component?.status).toBe('operational');
    expect(await shown()).not.toMatch(/Queue is stuck|db-3/);
    expect(await notifications()).toBe(0);
    const list = propsIn(await drawn(await sam.get('/admin/incidents')), '/admin/incidents');
    expect(list.incidents.map((one) => one.id)).toContain(id);
  });

  test('stays internal with an internal update', async () => {
    const id = await open(lea, { name: 'Stays internal' });
    await lea.post(`/admin/incidents/${id}`, next({ body: 'It was the lock on db-3.' }));
    expect((await row(id)).updates.map(({ audience }) => audience)).toEqual([
      'internal',
      'internal',
    ]);
    expect(await shown()).not.toContain('Stays internal');
  });

  test('becomes public by its first public update, which is the only one readers see', async () => {
    const id = await open(lea, { name: 'Orders are late', body: 'Worker on db-4 hangs.' });
    const update = {
      ...{ visibility: 'public', body: 'Orders are delayed.', [`c.${checkout}`]: 'partial_outage' },
      warned: 'no-promise no-apology',
    };
    const answer = await lea.post(`/admin/incidents/${id}`, next(update));
    expect([answer.status, (await drawn(answer).catch(() => null))?.form]).toEqual([
      303,
      undefined,
    ]);
    const snapshot = await world.deps.snapshots.current();
    const seen = snapshot?.incidents.find((one) => one.id === id);
    expect(seen?.name).toBe('Orders are late');
    expect(seen?.updates.map(({ body }) => body)).toEqual(['Orders are delayed.']);
    expect(await shown()).not.toContain('db-4');
    expect(await notifications()).toBe(1);
    const component = await findComponent(world.deps.db, world.pageId, checkout);
    expect(component?.status).toBe('partial_outage');
    const texts = await world.deps.db.$client.execute('select text from public_text');
    expect(JSON.stringify(texts.rows)).toContain('Orders are delayed.');
    expect(JSON.stringify(texts.rows)).not.toContain('db-4');
  });

  test('is checked like every public text when it becomes public, including its title', async () => {
    const id = await open(lea, { name: 'postgres-primary.internal:5432 is down' });
    const update = { visibility: 'public', body: 'Orders are delayed.' };
    const answer = await lea.post(`/admin/incidents/${id}`, next(update));
    expect(answer.status).toBe(422);
    expect((await row(id)).audience).toBe('internal');
  });
});

test('an internal incident that is restricted leaves no text in the audit log', async () => {
  const id = await open(lea, { name: 'Tokens in a log', body: 'Tokens in a log file.' });
  await lea.post(`/admin/incidents/${id}/room/events`, { line: 'Tokens in a log, seen by Sam' });
  const draft = 'draft0000078';
  const typed = next({ body: 'Tokens in a log, for sure.', draft, draftRevision: '0', do: 'save' });
  await lea.post(`/admin/incidents/${id}`, typed);
  await lea.post(`/admin/drafts/${draft}/discard`, {});
  const steps = { title: 'Replace tokens', body: '1. Replace them' };
  const made = await lea.post('/admin/runbooks/new', steps);
  const runbook = (made.headers.get('location') ?? '').replace(/\?.*/, '');
  const begun = await lea.post(`${runbook}/runs`, { incidentId: id });
  const ended = { outcome: 'worked', note: 'Tokens in a log are void' };
  await lea.post(begun.headers.get('location') ?? '', ended);
  const { rows: of } = await world.deps.db.$client.execute(
    `select action from audit where subject in ('draft', 'runbook_run')
      and coalesce(before, after) like '%Tokens in a log%'`,
  );
  expect(of.map(({ action }) => action).sort()).toEqual(['discard', 'end']);
  expect(await (await ada.get('/admin/settings/audit-log/export')).text()).toContain('Tokens');
  await ada.post(`/admin/incidents/${id}/access`, { do: 'restrict' });
  expect((await lea.get(`/admin/incidents/${id}`)).status).toBe(404);
  expect((await ada.get(`/admin/incidents/${id}`)).status).toBe(200);
  const { rows } = await world.deps.db.$client.execute('select * from audit');
  expect(JSON.stringify(rows)).not.toContain('Tokens in a log');
  await ada.post(`/admin/incidents/${id}/access`, { do: 'lift' });
  expect((await lea.get(`/admin/incidents/${id}`)).status).toBe(200);
});

describe('a restricted incident', () => {
  let id: string;
  beforeAll(async () => {
    id = await open(lea, { visibility: 'restricted', name: SECRET, body: `${SECRET} now` });
    await lea.post(`/admin/incidents/${id}`, next({ body: `${SECRET} again` }));
    await lea.post(`/admin/incidents/${id}/room/events`, { line: `${SECRET} noted` });
  });

  test('exists for the person who opened it, and is “not found” for everybody else, owners too', async () => {
    expect((await lea.get(`/admin/incidents/${id}`)).status).toBe(200);
    for (const other of [sam, ada])
      for (const path of ['', '/room', '/edit', '/delete', '/severity', '/updates/abc'])
        expect((await other.get(`/admin/incidents/${id}${path}`)).status).toBe(404);
    for (const path of ['', '/edit', '/delete', '/severity', '/room/events', '/room/triage'])
      expect((await sam.post(`/admin/incidents/${id}${path}`, next({}))).status).toBe(404);
    for (const path of ['/admin/incidents/compose', '/admin/incidents/preview/page'])
      expect((await sam.post(path, { ...next({}), incident: id })).status).toBe(404);
  });

  test('gives roles only to people who can read it', async () => {
    const sql = "select id from user where name = 'Sam Other'";
    const commander = String((await world.deps.db.$client.execute(sql)).rows[0]?.id);
    const answer = await lea.post(`/admin/incidents/${id}/room/roles`, { commander });
    expect(answer.status).toBe(422);
  });

  test('is in no list, count, audit log or export of others', async () => {
    const paths = [
      ...['/admin', '/admin/incidents', '/admin/palette', '/admin/mail'],
      ...['/admin/settings/audit-log', '/admin/settings/audit-log/export'],
      ...['/admin/components', `/admin/components/${checkout}/archive`],
    ];
    for (const path of paths) expect(await (await ada.get(path)).text()).not.toContain(SECRET);
    expect(await shown()).not.toContain(SECRET);
    const mine = propsIn(await drawn(await lea.get('/admin/incidents')), '/admin/incidents');
    expect(mine.incidents.map((one) => one.id)).toContain(id);
    const { rows } = await world.deps.db.$client.execute('select * from audit');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });

  test('a draft of it is for who writes it', async () => {
    const draft = 'draft0000077';
    const typed = opening({ visibility: 'restricted', name: SECRET, draft, do: 'save' });
    await lea.post(NEW, typed);
    expect(await (await ada.get('/admin')).text()).not.toContain(SECRET);
    expect((await ada.get(`${NEW}?draft=${draft}`)).status).toBe(404);
    expect((await ada.get(`/admin/drafts/${draft}`)).status).toBe(404);
    expect((await ada.post(`/admin/drafts/${draft}`, { ...typed, do: '' })).status).toBe(404);
    expect((await lea.get(`${NEW}?draft=${draft}`)).status).toBe(200);
    await lea.post(`/admin/drafts/${draft}/discard`, {});
    const { rows } = await world.deps.db.$client.execute('select * from audit');
    expect(JSON.stringify(rows)).toContain('discard');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });

  test('is available to an API token only of a member whom it names', async () => {
    const member = async (name: string) => {
      const sql = { sql: 'select id from user where name = ?', args: [name] };
      return String((await world.deps.db.$client.execute(sql)).rows[0]?.id);
    };
    const asToken = async (name: string) => {
      const actor = { ...world.owner, id: await member(name), name };
      const token = await issueToken(world.deps, actor, world.pageId, { name, role: 'publisher' });
      return (path: string) =>
        world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
          headers: { authorization: `OAuth ${token}` },
        });
    };
    const [ofLea, ofSam] = [await asToken('Lea Lead'), await asToken('Sam Other')];
    for (const path of [`/${id}`, `/${id}/events`, `/${id}/internal_updates`, `/${id}/triage`]) {
      expect([path, (await ofLea(path)).status]).toEqual([path, 200]);
      expect([path, (await ofSam(path)).status]).toEqual([path, 404]);
    }
    for (const path of ['', '/unresolved'])
      for (const ask of [ofLea, ofSam])
        expect(await (await ask(path)).text()).not.toContain(SECRET);
  });

  test('an owner names people without seeing it, and people they name can read it', async () => {
    const page = await ada.get(`/admin/incidents/${id}/access`);
    expect([page.status, await page.text()]).toEqual([200, expect.not.stringContaining(SECRET)]);
    expect((await sam.get(`/admin/incidents/${id}/access`)).status).toBe(403);
    const { members } = propsIn(
      await drawn(await ada.get(`/admin/incidents/${id}/access`)),
      '/admin/incidents/[id]/access',
    );
    const people = members.filter(({ name }) => /Sam|Lea/.test(name)).map((one) => one.id);
    const none = await ada.post(`/admin/incidents/${id}/access`, { do: 'name' });
    expect(none.status).toBe(422);
    expect((await ada.post(`/admin/incidents/${id}/access`, { do: 'lift' })).status).toBe(403);
    await ada.post(`/admin/incidents/${id}/access`, { do: 'name', people });
    expect((await sam.get(`/admin/incidents/${id}`)).status).toBe(200);
    expect((await ada.get(`/admin/incidents/${id}`)).status).toBe(404);
  });

  test('cannot become public before its restriction is removed', async () => {
    await lea.post(`/admin/incidents/${id}`, next({ visibility: 'public', body: 'Out.' }));
    expect((await row(id)).audience).toBe('restricted');
  });

  test('leaves nothing for others when it is deleted', async () => {
    expect((await lea.post(`/admin/incidents/${id}/delete`, {})).status).toBe(303);
    for (const path of ['/admin/incidents', '/admin/settings/audit-log/export'])
      expect(await (await ada.get(path)).text()).not.toContain(SECRET);
    const { rows } = await world.deps.db.$client.execute('select * from audit');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  });
});
