import type { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { App, PageLocals } from '../../api/context/context.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

const DAY = 86_400_000;
let page: TestPage;
let app: Hono<App>;
beforeEach(async () => {
  page = await openPage();
  app = createApp(
    async () => page.deps,
    async (_, locals) => {
      const status = locals?.found || locals?.history ? 200 : 404;
      return Response.json(locals, { status, headers: { 'content-type': 'text/html' } });
    },
  );
});
afterEach(() => page.close());

const publish = (name: string, more: object = {}) =>
  page.publish({ name, state: 'resolved', body: 'Over.', ...more });
const ask = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  app.request(`/history?${new URLSearchParams(query)}`, { headers });
const foundIn = async (answer: Response) => ((await answer.json()) as PageLocals).found;
const names = async (query: Record<string, string>) =>
  (await foundIn(await ask(query)))?.incidents.map((one) => one.name);

/** As when the line is cut. */
function takeDatabaseAway() {
  const { $client } = page.deps.db;
  const gone = async () => {
    throw new TypeError('fetch failed');
  };
  vi.spyOn($client, 'execute').mockImplementation(gone);
  vi.spyOn($client, 'batch').mockImplementation(gone);
}

test('the history is searched by words and by component, a group with its members', async () => {
  const group = await page.component({ name: 'Payments', group: true });
  const cards = await page.component({ name: 'Cards', groupId: group });
  const other = await page.component({ name: 'Search' });
  await publish('Cards fail', { componentIds: [cards] });
  await publish('Search fails', { componentIds: [other] });
  expect((await names({ q: 'fail' }))?.toSorted()).toEqual(['Cards fail', 'Search fails']);
  expect(await names({ component: cards })).toEqual(['Cards fail']);
  expect(await names({ component: group })).toEqual(['Cards fail']);
  expect(await names({ q: 'search', component: group })).toEqual([]);
  expect(await names({ q: '?!' })).toEqual([]);
});

test('an empty form shows the months, an unknown component nothing', async () => {
  await publish('Cards fail');
  const empty = (await (await ask({ q: ' ', component: '' })).json()) as PageLocals;
  expect(empty.history?.incidents).toHaveLength(1);
  expect((await ask({ component: 'nosuchrow000' })).status).toBe(404);
  expect(await names({ q: 'cards', component: 'nosuchrow000' })).toEqual(['Cards fail']);
});

test('search results are not cached; a component’s first page is', async () => {
  const cards = await page.component({ name: 'Cards' });
  await publish('Cards fail', { componentIds: [cards] });
  await ask({ component: cards });
  await ask({ component: 'nosuchrow000' }); // “not found” is cached once
  const entries = page.deps.pages.entries;
  for (let i = 0; i < 15; i++) {
    expect((await ask({ q: `cards ${i}` })).status).toBe(200);
    await ask({ component: `nosuchrow0${10 + i}` });
  }
  expect(page.deps.pages.entries).toBe(entries);
  const spy = vi.spyOn(page.deps.db.$client, 'execute');
  await ask({ component: cards });
  expect(spy).not.toHaveBeenCalled();
});

test('single letters are not searched for, and the message says so', async () => {
  await publish('Cards fail');
  await page.deps.hosts.refresh(); // a new process reads once which page a host leads to
  const spy = vi.spyOn(page.deps.db.$client, 'execute');
  expect((await ask({ q: 'e a o i n s r t' })).status).toBe(422);
  expect(spy).not.toHaveBeenCalled();
  expect(await names({ q: 'cards a' })).toEqual(['Cards fail']);
});

test('a network that searches very often is limited, and allowed again later', async () => {
  const search = (ip: string) => ask({ q: 'cards' }, { 'cf-connecting-ip': ip });
  for (let i = 0; i < 30; i++) expect((await search('203.0.113.7')).status).toBe(200);
  expect((await search('203.0.113.7')).status).toBe(429);
  expect((await search('203.0.113.8')).status).toBe(200);
  expect((await ask({}, { 'cf-connecting-ip': '203.0.113.7' })).status).toBe(200);
  page.at(NOON + 61_000);
  expect((await search('203.0.113.7')).status).toBe(200);
});

test('programs search the same history, and follow “next” to its end', async () => {
  for (let i = 0; i < 60; i++) await publish(`Outage ${i}`);
  await publish('Another thing');
  const accept = { accept: 'application/json' };
  const first = await ask({ q: 'outage' }, accept);
  expect(first.headers.get('content-type')).toMatch(/^application\/json/);
  const part = (await first.json()) as { incidents: { name: string }[]; next: string };
  expect(part.incidents).toHaveLength(50);
  const { pathname, search } = new URL(part.next);
  const rest = (await (await app.request(pathname + search)).json()) as typeof part;
  expect([rest.incidents.length, rest.next]).toEqual([10, null]);
  const own = await app.request('/api/allclear/incidents.json?q=another');
  expect(((await own.json()) as typeof part).incidents).toMatchObject([{ name: 'Another thing' }]);
});

test('without the database the search says so and uses what is in memory', async () => {
  await publish('Old cards', { startedAt: NOON - 400 * DAY });
  await publish('New cards');
  await page.deps.snapshots.current();
  takeDatabaseAway();
  const answer = await ask({ q: 'cards' });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const found = await foundIn(answer);
  expect(found).toMatchObject({ partial: true });
  expect(found?.incidents.map((one) => one.name)).toContain('New cards');
});

test('maintenance is in the month when it happens, not when it was announced', async () => {
  const may = Date.UTC(2027, 4, 3, 22);
  const id = await page.publish({
    name: 'Database move',
    state: 'scheduled',
    body: 'Planned.',
    scheduledFor: may,
    scheduledUntil: may + 3_600_000,
  });
  const month = async (path: string) =>
    ((await (await app.request(path)).json()) as PageLocals).history;
  await publish('Older', { startedAt: NOON - 40 * DAY });
  expect(await month('/history/2026-10')).toMatchObject({ newer: '2026-11' });
  await publish('Cards fail');
  expect(await month('/history/2026-11')).toMatchObject({
    incidents: [{ name: 'Cards fail' }],
    newer: null,
  });
  page.at(may + 7_200_000);
  await page.update(id, { state: 'completed', body: 'Done.' });
  expect(await month('/history/2027-05')).toMatchObject({
    incidents: [{ name: 'Database move' }],
    older: '2026-11',
  });
  expect(await month('/history/2026-11')).toMatchObject({ newer: '2027-05' });
  expect((await month('/history'))?.month).toBe('2027-05');
});
