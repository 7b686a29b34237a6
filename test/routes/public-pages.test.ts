import type { Hono } from 'hono';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { App } from '../../api/context/context.ts';
import { siteDocuments } from '../../api/render/documents.ts';
import { write } from '../../db/engine/write.ts';
import { insertIncident, insertUpdate } from '../../db/incident/incident.ts';
import { NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

const DAY = 86_400_000;
let page: TestPage;
let app: Hono<App>;
let drawn: string[];

/** Draws what an Astro page would be given, so that nothing handed to it goes unseen. */
function open(opened: TestPage) {
  page = opened;
  drawn = [];
  app = createApp(
    async () => page.deps,
    async (c, locals) => {
      drawn.push(c.req.path);
      const found = c.req.path === '/' || locals?.incident || locals?.history;
      const status = found ? 200 : 404;
      return new Response(JSON.stringify(locals), {
        status,
        headers: { 'content-type': 'text/html' },
      });
    },
  );
}

beforeEach(async () => open(await openPage()));
afterEach(() => page.close());

const publish = (name: string, startedAt = NOON) =>
  page.publish({ name, state: 'resolved', body: 'Over.', startedAt });

function countQueries() {
  const { $client } = page.deps.db;
  return [vi.spyOn($client, 'execute'), vi.spyOn($client, 'batch')];
}

test('a view of / when nothing changed runs no database query and renders nothing', async () => {
  await app.request('/');
  const spies = countQueries();
  const again = await app.request('/');
  expect(again.status).toBe(200);
  expect(drawn).toEqual(['/']);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

test('an old month and an old incident are queried once per version', async () => {
  const id = await publish('Old', NOON - 400 * DAY);
  for (const path of [`/incidents/${id}`, '/history/2025-10', '/history'])
    expect((await app.request(path)).status).toBe(200);
  const spies = countQueries();
  for (const path of [`/incidents/${id}`, '/history/2025-10', '/history'])
    expect((await app.request(path)).status).toBe(200);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

test('a publish shows at the next request', async () => {
  const before = await app.request('/');
  await publish('Something happened');
  const after = await app.request('/');
  expect(await after.text()).toContain('Something happened');
  expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
});

const everyPath = ['/', '/history', ...siteDocuments.map((d) => d.path)];

test.each(everyPath)('%s has an ETag and answers 304 to it', async (path) => {
  const first = await app.request(path);
  expect(first.status).toBe(200);
  const etag = first.headers.get('etag') ?? '';
  expect(etag).toMatch(/^"[0-9a-f]{24}"$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const second = await app.request(path, { headers: { 'if-none-match': known } });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
    expect(second.headers.get('etag')).toBe(etag);
  }
  const stale = await app.request(path, { headers: { 'if-none-match': '"old"' } });
  expect(stale.status).toBe(200);
});

test.each(everyPath)('HEAD %s responds like GET, without a body', async (path) => {
  const get = await app.request(path);
  const head = await app.request(path, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(await head.text()).toBe('');
  for (const name of ['etag', 'content-type', 'cache-control'])
    expect(head.headers.get(name)).toBe(get.headers.get(name));
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
  '%s is refused on read-only addresses',
  async (method) => {
    const id = await publish('One');
    for (const path of [...everyPath, `/incidents/${id}`, '/history/2026-11']) {
      const answer = await app.request(path, { method });
      expect(answer.status, path).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    }
  },
);

test('a query string adds no cache entry', async () => {
  await app.request('/');
  for (const query of ['?_=1', '?_=2', '?utm_source=mail', '?'])
    expect((await app.request(`/${query}`)).status).toBe(200);
  expect(drawn).toEqual(['/']);
});

test('another spelling of a path adds no cache entry', async () => {
  await app.request('/history');
  expect((await app.request('/%68istory')).status).toBe(200);
  expect(drawn).toEqual(['/history']);
});

test('a missing page is 404, is rendered once for all, and can exist later', async () => {
  for (const path of [
    '/incidents/aaaaaaaaaaaa',
    '/incidents/short',
    '/history/2026-13',
    '/history/2026-12',
    '/history/1999-01',
    '/nothing',
  ])
    expect((await app.request(path)).status, path).toBe(404);
  const missing = await app.request('/incidents/aaaaaaaaaaaa');
  expect(missing.headers.get('cache-control')).toBe('no-store');
  expect(missing.headers.get('etag')).toBeNull();
  expect(drawn).toHaveLength(1);
});

test('history goes back to the first incident, across months without any', async () => {
  await publish('First', Date.UTC(2019, 1, 3));
  await publish('Second', Date.UTC(2026, 8, 30, 23));
  const history = async (path: string) => (await (await app.request(path)).json()).history;
  expect(await history('/history')).toMatchObject({
    month: '2026-09',
    incidents: [{ name: 'Second' }],
    older: '2019-02',
    newer: '2026-11',
  });
  expect(await history('/history/2019-02')).toMatchObject({
    incidents: [{ name: 'First' }],
    older: null,
    newer: '2026-09',
  });
  expect(await history('/history/2020-05')).toMatchObject({ incidents: [], older: '2019-02' });
});

test('a month begins and ends in the page’s zone', async () => {
  page.close();
  open(await openPage({ timeZone: 'Asia/Tokyo' }));
  await publish('Late', Date.UTC(2026, 9, 31, 20));
  const { history } = await (await app.request('/history')).json();
  expect(history).toMatchObject({ month: '2026-11', incidents: [{ name: 'Late' }] });
});

test('every /api/v2 response may be read by any web page, errors too', async () => {
  for (const [path, status] of [
    ['/api/v2/status.json', 200],
    ['/api/v2/nothing.json', 404],
  ] as const) {
    const answer = await app.request(path, { headers: { origin: 'https://app.example' } });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('content-type')).toMatch(/json/);
  }
  page.close();
  open(await openPage({ empty: true }));
  const early = await app.request('/api/v2/summary.json');
  expect(early.status).toBe(503);
  expect(early.headers.get('access-control-allow-origin')).toBe('*');
});

test('before set-up / responds calmly and nothing is cached', async () => {
  page.close();
  open(await openPage({ empty: true }));
  const first = await app.request('/');
  expect(first.status).toBe(200);
  expect(first.headers.get('cache-control')).toBe('no-store');
  expect((await app.request('/history')).headers.get('location')).toBe('/');
});

test('an internal incident and an internal update are in no public output', async () => {
  const id = await publish('Public incident');
  const stamps = { createdAt: NOON, updatedAt: NOON };
  const hidden = {
    id: 'internal0001',
    pageId: PAGE_ID,
    kind: 'incident' as const,
    audience: 'internal' as const,
    name: 'CANARY-INCIDENT',
    state: 'investigating' as const,
    impact: 'critical' as const,
    severity: 'CANARY-SEVERITY',
    startedAt: NOON - 40 * DAY,
    metadata: { note: 'CANARY-METADATA' },
    ...stamps,
  };
  const note = {
    pageId: PAGE_ID,
    audience: 'internal' as const,
    state: 'identified' as const,
    body: 'CANARY-UPDATE',
    deliverNotifications: false,
    author: 'CANARY-AUTHOR',
    displayAt: NOON,
    ...stamps,
  };
  const { db } = page.deps;
  await write(db, [
    insertIncident(db, hidden),
    insertUpdate(db, { ...note, id: 'update000001', incidentId: hidden.id, seq: 1 }),
    insertUpdate(db, { ...note, id: 'update000002', incidentId: id, seq: 2 }),
  ]);
  await page.deps.snapshots.refresh();
  await publish('Another public incident', NOON - 90 * DAY);
  for (const path of [...everyPath, `/incidents/${id}`, '/history/2026-11']) {
    const text = await (await app.request(path)).text();
    expect(text, path).not.toContain('CANARY');
    expect(text, path).not.toContain(hidden.id);
  }
  expect((await app.request(`/incidents/${hidden.id}`)).status).toBe(404);
  const { history } = await (await app.request('/history/2026-11')).json();
  expect(history.older).toBe('2026-08'); // not October, where only the internal one began
});

test('an error page may load and run nothing', async () => {
  for (const { path } of siteDocuments) {
    const policy = (await app.request(path)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
  }
});
