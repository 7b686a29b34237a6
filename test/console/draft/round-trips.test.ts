import { afterEach, beforeEach, expect, test } from 'vitest';
import { listTemplates } from '../../../db/template/template.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { recordQueries, treatAsServer } from '../../support/world/query-log.ts';

let world: ConsoleWorld;
let lead: Browser;
let cards: string;
let templates: Record<string, string>;
let asked: () => string[][];

beforeEach(async () => {
  world = await makeConsole({ timeZone: 'Europe/Berlin' });
  lead = await world.as('publisher', 'Lea Lead');
  cards = await world.component('Cards');
  const rows = await listTemplates(world.deps.db, world.pageId);
  templates = Object.fromEntries(rows.map((row) => [row.state, row.id]));
  treatAsServer(world.deps.db);
  asked = recordQueries(world.deps.db);
});
afterEach(() => world.close());

const firstText =
  'Cards are declined. This started at 12:40 CET.\n\nWe’re investigating the cause.';
const first = () => ({
  state: 'investigating',
  template: templates.investigating ?? '',
  key: 'press-1',
  name: 'Card payments fail',
  impactOverride: '',
  severity: 'SEV2',
  'f.what_users_see': 'Cards are declined',
  'f.since': '2026-11-20T12:40',
  'f.next_update': '30',
  [`c.${cards}`]: 'partial_outage',
  notify: 'on',
  composed: firstText,
  body: firstText,
  draft: 'draft0000000',
  draftRevision: '0',
  do: 'publish',
});

const idIn = (answer: Response) =>
  /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
const ENOUGH = 'update session set expires_at = (unixepoch() + 86400 * 12) * 1000'; // two days after it was made

test('publishing from the console makes two round trips: one for all reads, one for all writes', async () => {
  asked();
  const opened = await lead.post('/admin/incidents/new', first());
  expect(idIn(opened)).not.toBe('');
  expect(asked()).toHaveLength(2);
  const next = await lead.post(`/admin/incidents/${idIn(opened)}`, {
    state: 'resolved',
    template: templates.resolved ?? '',
    key: 'press-2',
    incident: idIn(opened),
    expectedRevision: '1',
    seen: '1',
    'f.impact': 'Cards were declined',
    'f.since': '2026-11-20T12:40',
    'f.end': '2026-11-20T13:00',
    body: 'Cards work again.',
    composed: '',
    notify: 'on',
    [`c.${cards}`]: 'operational',
    do: 'publish',
  });
  expect(idIn(next)).not.toBe('');
  expect(asked()).toHaveLength(2);
});

test('a form saved as a draft, and changed since, is published as quickly', async () => {
  const drawn = { ...first(), draft: 'draft0000001', draftRevision: '0' };
  const saved = await lead.post('/admin/incidents/new', { ...drawn, do: 'save' });
  expect(saved.headers.get('location')).toMatch(/done=draft-saved/);
  const changed = { ...drawn, draftRevision: '1', name: 'Card payments fail in Europe' };
  asked();
  const opened = await lead.post('/admin/incidents/new', changed);
  expect(idIn(opened)).not.toBe('');
  expect(asked()).toHaveLength(2);
  const { rows } = await world.deps.db.$client.execute(
    'select state, published_as, json_extract("values", \'$.name\') as name from draft',
  );
  expect({ ...rows[0] }).toEqual({
    state: 'published',
    published_as: idIn(opened),
    name: changed.name,
  });
});

test('a session is renewed by the next page view, not while a publish waits', async () => {
  await world.deps.db.$client.execute(ENOUGH);
  const until = async () =>
    Number((await world.deps.db.$client.execute('select expires_at from session')).rows[0]?.[0]);
  const before = await until();
  const answer = await lead.post('/admin/incidents/new', first());
  expect([answer.headers.getSetCookie(), await until()]).toEqual([[], before]);
  const viewed = await lead.get('/admin');
  expect(viewed.headers.getSetCookie()).toHaveLength(1);
  expect(await until()).toBeGreaterThan(before);
});

test.each([
  ['was ended', 'delete from session'],
  ['is over', 'update session set expires_at = (unixepoch() - 1) * 1000'],
  ['is of somebody who left the team', "delete from member where user_id <> 'ada000000000'"],
])('nothing is published by a session that %s a moment ago', async (_, change) => {
  await lead.get('/admin');
  await world.deps.db.$client.execute(change);
  const answer = await lead.post('/admin/incidents/new', first());
  expect(answer.status).toBe(401);
  expect((await drawn(answer)).form?.values).toMatchObject({ body: firstText });
  const { rows } = await world.deps.db.$client.execute('select count(*) from incident');
  expect(rows[0]?.[0]).toBe(0);
});

test('nothing is published by somebody who was made a viewer a moment ago', async () => {
  await world.deps.db.$client.execute("update member set role = 'viewer'");
  expect((await lead.post('/admin/incidents/new', first())).status).toBe(403);
});

test('a session with a wrong signature belongs to nobody and causes no query', async () => {
  const name = [...lead.cookies.keys()].find((one) => one.endsWith('allclear')) ?? '';
  const cookie = lead.cookies.get(name) ?? '';
  const token = decodeURIComponent(cookie).split('.')[0];
  lead.cookies.set(name, encodeURIComponent(`${token}.${'A'.repeat(43)}=`));
  asked();
  expect((await lead.post('/admin/incidents/new', first())).status).toBe(401);
  expect(asked().flat().join()).not.toContain('session');
});
