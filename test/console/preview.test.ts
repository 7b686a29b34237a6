import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderNotification } from '../../api/notify/channels/email/render.ts';
import type { SenderDeps } from '../../api/notify/port/sending.ts';
import { localizedIn } from '../../api/snapshot/localized.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { notificationsToPlan } from '../../db/delivery/fan-out.ts';
import { type Browser, type ConsoleWorld, drawn, makeConsole } from '../support/console.ts';
import { HOSTILE } from '../support/hostile.ts';

let world: ConsoleWorld;
let lead: Browser;
let cards: string;
let search: string;
beforeEach(async () => {
  world = await makeConsole();
  await world.deps.db.$client.execute('update page set mail_hold = 0');
  cards = await world.component('Cards');
  search = await world.component('Search');
  lead = await world.as('publisher', 'Lea Lovage');
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: '',
  key: crypto.randomUUID(),
  name: 'Card payments fail',
  impactOverride: '',
  body: 'One in *five* payments is declined.',
  composed: '',
  warned: 'no-promise components',
  notify: 'on',
  [`c.${cards}`]: 'partial_outage',
  ...more,
});
const preview = (view: string, more: Record<string, string> = {}) =>
  lead.post(`/admin/incidents/preview/${view}`, form(more));
const publish = async (more: Record<string, string> = {}, id?: string) => {
  const path = id ? `/admin/incidents/${id}` : '/admin/incidents/new';
  const answer = await lead.post(path, form({ ...more, do: 'publish' }));
  return /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
};
const subscribe = (id: string, components: string[] | null) =>
  world.deps.db.$client.batch(
    [
      `insert into subscriber (id, page_id, email, state, all_components, confirmed_at, created_at, updated_at)
        values ('${id}', '${world.pageId}', '${id}@example.com', 'active', ${components ? 0 : 1}, 1, 1, 1)`,
      ...(components ?? []).map(
        (c) => `insert into subscription (subscriber_id, component_id) values ('${id}', '${c}')`,
      ),
    ],
    'write',
  );

/** Without what only publishing decides: ids, versions, and until when a kept one holds. */
const words = (snapshot: Snapshot | null) =>
  JSON.parse(
    JSON.stringify(snapshot, (key, value) =>
      /^(id|version|staleAt)$/.test(key) && value !== cards && value !== search ? undefined : value,
    ),
  );
/** As a reader of the page’s language is shown it. */
const shownNow = async () => {
  const current = await world.deps.snapshots.current();
  return current && localizedIn(current, 'en');
};
const rows = async () =>
  (await world.deps.db.$client.execute('select count(*) as n from incident_update')).rows[0]?.n;

test('the page of a preview is the page as published, of a first update and of the next', async () => {
  const first = await drawn(await preview('page'));
  expect(first.path).toBe('/');
  expect(await rows()).toBe(0);
  const id = await publish();
  expect(words(first.snapshot)).toEqual(words(await shownNow()));
  world.wait(60_000);
  const next = {
    incident: id,
    state: 'resolved',
    body: 'It is over.',
    [`c.${cards}`]: 'operational',
  };
  const second = await drawn(await preview('page', next));
  expect(await publish(next, id)).toBe(id);
  expect(words(second.snapshot)).toEqual(words(await shownNow()));
});

test('the mail of a preview is the mail as sent, with what the mail before it did not tell yet', async () => {
  const id = await publish();
  const next = { incident: id, state: 'identified', body: 'We found the cause.' };
  const html = await (await preview('mail', next)).text();
  const text = await (await preview('text', next)).text();
  expect(text).toContain('Previous update (20 Nov 2026, 12:00 UTC, Investigating)');
  await publish(next, id);
  const [told] = await notificationsToPlan(world.deps.db);
  if (!told) throw new Error('there is a mail');
  const on = { db: world.deps.db, from: 'x@example.com', baseUrl: world.deps.config.baseUrl };
  const sent = await renderNotification(on as SenderDeps, told); // all that it reads
  const personal = /\uE000(manage|unsubscribe)\uE001/g;
  expect(html).toBe(sent.html.replace(personal, '#$1'));
});

test('a feed’s item is shown as it will be', async () => {
  const feed = await (await preview('feed')).text();
  expect(feed).toContain('<h1>Investigating: Card payments fail</h1>');
  expect(feed).toContain('One in <em>five</em> payments');
  expect(feed).toContain('Cards: Operational → Partial outage');
});

test('who is told is counted by the components they chose', async () => {
  await subscribe('everything', null);
  await subscribe('cards', [cards]);
  await subscribe('search', [search]);
  const path = '/admin/incidents/new';
  const { told } = await drawn(await lead.post(path, form({ do: 'check' })));
  expect(told).toMatchObject({
    people: 2,
    from: world.deps.clock(),
    subject: '[Investigating] Cards: Card payments fail',
  });
  await world.deps.db.$client.execute('update page set mail_hold = 30');
  const both = form({ do: 'check', [`c.${search}`]: 'partial_outage' });
  expect((await drawn(await lead.post(path, both))).told).toMatchObject({
    people: 3,
    from: world.deps.clock() + 30_000,
  });
});

test('a preview is inert, framed by this console alone, and only for who may publish', async () => {
  for (const view of ['mail', 'text', 'feed']) {
    const answer = await preview(view, { name: HOSTILE, body: HOSTILE });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox .*default-src 'none'.*frame-ancestors 'self'/);
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).not.toMatch(/<script|<img|<iframe/i);
  }
  const viewer = await world.as('viewer');
  expect((await viewer.post('/admin/incidents/preview/page', form())).status).toBe(403);
  expect((await preview('everything')).status).toBe(404);
});
