import type { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { App } from '../../api/context/context.ts';
import { answerFromMemory } from '../../api/http/serve/serve.ts';
import { Incident, Maintenance } from '../support/api/v2.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

const DAY = 86_400_000;
let page: TestPage;
let app: Hono<App>;
beforeEach(async () => {
  page = await openPage();
  app = createApp(
    async () => page.deps,
    async (c) => c.html('a page'),
  );
});
afterEach(() => page.close());

const ask = (path: string, headers: Record<string, string> = {}) => app.request(path, { headers });
const text = async (path: string) => (await ask(path)).text();
const read = async (path: string) => (await ask(path)).json();
const drawings = () => vi.spyOn(page.deps.pages, 'draw');

describe('a badge’s query', () => {
  test('a variant is never served as another, also from memory', async () => {
    const plain = await text('/badge.svg');
    const flat = await text('/badge.svg?style=flat-square');
    expect(flat).not.toBe(plain);
    for (const path of ['/badge.svg', '/badge.svg?style=plastic', '/badge.svg?label=x'])
      expect(answerFromMemory(page.deps, new Request(`http://localhost${path}`))).toBeNull();
    expect(await text('/badge.svg?label=status')).toContain('status: All systems operational');
    expect(await text('/badge.svg')).toBe(plain);
  });

  test('a known variant is rendered once, whatever else the query has and in whatever order', async () => {
    await text('/badge.svg?style=plastic&lang=de');
    const drawn = drawings();
    for (const query of [
      'lang=de&style=plastic',
      'style=plastic&lang=de&_=1',
      'lang=de&style=plastic&palette=x',
    ])
      await text(`/badge.svg?${query}`);
    expect(drawn).not.toHaveBeenCalled();
  });

  test('a custom label is not cached, and still revalidated by its ETag', async () => {
    const answer = await ask('/badge.svg?label=mine');
    const drawn = drawings();
    const again = await ask('/badge.svg?label=mine', {
      'if-none-match': answer.headers.get('etag') ?? '',
    });
    expect(again.status).toBe(304);
    expect(drawn).toHaveBeenCalled();
    const other = await ask('/badge.svg?label=other', {
      'if-none-match': answer.headers.get('etag') ?? '',
    });
    expect(other.status).toBe(200);
  });

  test('it may be cached for seconds, and longer while the server has errors', async () => {
    const control = (await ask('/badge.svg')).headers.get('cache-control');
    expect(control).toMatch(/max-age=10,.*stale-if-error=\d{4,}/);
  });

  test('while the status is unconfirmed the badge says since when it is unknown', async () => {
    expect(await text('/badge.svg')).toContain('All systems operational');
    page.at(NOON + 60_000);
    expect(await text('/badge.svg')).toContain('unknown since 12:00 UTC');
    expect((await read('/badge.json')).message).toBe('unknown since 12:00 UTC');
    expect((await read('/api/allclear/now.json')).as_of).toBe('2026-11-20T12:00:00.000Z');
  });
});

test('an incident is served by itself, however old, and a maintenance with its window', async () => {
  const old = await page.publish({
    name: 'Old',
    state: 'resolved',
    body: 'Over.',
    startedAt: NOON - 900 * DAY,
  });
  const planned = await page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Soon.',
    scheduledFor: NOON + DAY,
    scheduledUntil: NOON + 2 * DAY,
  });
  expect(Incident.parse(await read(`/incidents/${old}.json`)).name).toBe('Old');
  expect(Maintenance.parse(await read(`/incidents/${planned}.json`)).name).toBe('Move');
  expect(await text(`/incidents/${planned}.ics`)).toContain('BEGIN:VEVENT');
  expect((await ask(`/incidents/${old}.ics`)).status).toBe(404);
  expect(await text(`/incidents/${old}/updates.rss`)).toContain('Resolved: Old');
});

test('the whole history is read page by page: each incident once, newest first', async () => {
  for (let n = 0; n < 120; n++)
    await page.publish({
      name: `No ${n}`,
      state: 'resolved',
      body: 'Over.',
      startedAt: NOON - (n % 60) * DAY,
    });
  const seen: { id: string; started_at: string }[] = [];
  let next: string | null | undefined = '/api/allclear/incidents.json';
  while (next) {
    const part: { incidents: typeof seen; next: string | null } = await read(next);
    seen.push(...part.incidents);
    next = part.next?.replace('https://status.example.com', '');
  }
  expect(seen).toHaveLength(120);
  expect(new Set(seen.map((i) => i.id)).size).toBe(120);
  const starts = seen.map((i) => i.started_at);
  expect(starts).toEqual(starts.toSorted().toReversed());
});

test('an invalid cursor is ignored', async () => {
  await page.publish({ name: 'One', state: 'resolved', body: 'Over.' });
  const first = await text('/api/allclear/incidents.json');
  for (const cursor of ['', '"><script>', 'a'.repeat(500), '1%00'])
    expect(await text(`/api/allclear/incidents.json?before=${cursor}`)).toBe(first);
});

test('history.json has three months, newest first, in Statuspage’s shape', async () => {
  const id = await page.publish({
    name: 'Slow',
    state: 'resolved',
    body: 'Over.',
    startedAt: Date.UTC(2026, 7, 10, 0, 17),
  });
  const { months, page_status, components } = await read('/history.json');
  expect(months.map((m: { name: string }) => m.name)).toEqual(['November', 'October', 'September']);
  expect([Object.keys(page_status), components]).toEqual([['page'], []]);
  const [august] = (await read('/history.json?page=2')).months;
  expect(august).toMatchObject({ name: 'August', year: 2026, starts_on: 6, days: 31 });
  expect(august.incidents).toEqual([
    {
      code: id,
      name: 'Slow',
      message: 'Over.',
      impact: 'none',
      timestamp:
        "Aug <var data-var='date'>10</var>, <var data-var='time'>00:17</var> - <var data-var='time'>00:17</var> UTC",
    },
  ]);
  for (const junk of ['0', '-1', '1e9', 'x', '99999'])
    expect(await text(`/history.json?page=${junk}`)).toBe(await text('/history.json'));
});

test('/history is a page for people and the same JSON for programs, also from memory', async () => {
  await page.publish({ name: 'Slow', state: 'resolved', body: 'Over.' });
  const json = await text('/history.json');
  for (const accept of ['application/json', 'application/json, text/javascript, */*; q=0.01']) {
    const answer = await ask('/history?page=1', { accept });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await answer.text()).toBe(json);
  }
  for (const accept of ['text/html,application/xhtml+xml,application/json;q=0.9', '*/*', '']) {
    const answer = await ask('/history', { accept });
    expect(await answer.text()).toBe('a page');
    expect(answer.headers.get('vary')).toMatch(/\baccept\b(?!-)/);
    const again = await ask('/history', { accept: 'application/json' });
    expect(again.headers.get('vary')).toMatch(/\baccept\b(?!-)/);
    expect(await again.text()).toBe(json);
  }
  const request = new Request('http://localhost/history', {
    headers: { accept: 'application/json' },
  });
  expect(answerFromMemory(page.deps, request)).toBeNull();
});

test('every address in OpenAPI exists and responds as described', async () => {
  const component = await page.component({ name: 'Cards' });
  const id = await page.publish({
    name: 'Move',
    state: 'scheduled',
    body: 'Soon.',
    scheduledFor: NOON + DAY,
    scheduledUntil: NOON + 2 * DAY,
  });
  const { openapi, paths, servers } = await read('/api/openapi.json');
  expect([openapi, servers]).toEqual(['3.1.0', [{ url: 'https://status.example.com' }]]);
  const writes = Object.entries<object>(paths).filter(([path]) => path.startsWith('/v1/'));
  expect(writes.map(([path]) => path)).toContain('/v1/pages/{page}/incidents/{id}');
  expect(JSON.stringify(writes)).toMatch(/remind_before[\s\S]*recurrence[\s\S]*recurrence_scope/);
  for (const [path] of writes) delete paths[path];
  expect(Object.keys(paths)).toHaveLength(33);
  const addressOf = (path: string) =>
    path.replace('{period}', '2026-11').replace('{id}', path.startsWith('/comp') ? component : id);
  for (const [path, { get }] of Object.entries<{
    get: { responses: Record<string, { content: object }> };
  }>(paths)) {
    const answer = await ask(addressOf(path));
    expect(answer.status, path).toBe(200);
    const [type = ''] = Object.keys(get.responses['200']?.content ?? {});
    expect(answer.headers.get('content-type'), path).toContain(type);
    expect(answer.headers.get('access-control-allow-origin'), path).toBe('*');
    const etag = answer.headers.get('etag') ?? '';
    const again = await ask(addressOf(path), { 'if-none-match': etag });
    expect([again.status, again.headers.get('access-control-allow-origin')], path).toEqual([
      304,
      '*',
    ]);
  }
});

test('from memory, 304 may be read by any site too', async () => {
  const etag = (await ask('/api/v2/status.json')).headers.get('etag') ?? '';
  const request = new Request('http://localhost/api/v2/status.json', {
    headers: { 'if-none-match': etag },
  });
  const fast = answerFromMemory(page.deps, request);
  expect([fast?.status, fast?.headers.get('access-control-allow-origin')]).toEqual([304, '*']);
});
