import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { getByDownload } from '../../api/cli/shared/source.ts';
import { readManageApi } from '../../api/importers/statuspage/manage-api.ts';
import { translate } from '../../api/importers/statuspage/translate.ts';

const KEY = 'a key';
const pageRow = { id: 'page00000001', name: 'Marlin Post', time_zone: 'UTC', subdomain: 'marlin' };

/** Statuspage's API as it is published: at most 100 a page, 60 requests in any minute. */
let server: Server;
let base = '';
let now = 0;
let asked: { at: number; path: string }[] = [];
let failures: number[] = [];
let lists: Record<string, object[]> = {};
let pageSize = 100;

beforeEach(async () => {
  [now, asked, failures, pageSize] = [0, [], [], 100];
  lists = { components: components(230), incidents: incidents(120) };
  server = createServer((req, res) => {
    const url = new URL(req.url ?? '', base);
    const json = (status: number, body: unknown) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const isLimited = asked.filter(({ at }) => at > now - 60_000).length >= 60;
    asked.push({ at: now, path: `${url.pathname}${url.search}` });
    if (req.headers.authorization !== `OAuth ${KEY}`)
      return json(401, { error: 'Could not authenticate' });
    const failure = isLimited ? 420 : failures.shift();
    if (failure === 1) return req.socket.destroy();
    if (failure) return json(failure, { error: 'no' });
    if (url.pathname === '/v1/pages') return json(200, [pageRow]);
    const list = lists[/^\/v1\/pages\/page00000001\/(\w+)$/.exec(url.pathname)?.[1] ?? ''];
    if (!list) return json(404, { error: 'not found' });
    const size = Number(
      url.searchParams.get(url.pathname.endsWith('incidents') ? 'limit' : 'per_page'),
    );
    const most = Math.min(size || 100, pageSize);
    const from = (Number(url.searchParams.get('page') ?? 1) - 1) * most;
    return json(200, list.slice(from, from + most));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const dated = (i: number) => new Date(Date.UTC(2026, 10, 1) - i * 86_400_000).toISOString();
const components = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `component${i}`,
    page_id: pageRow.id,
    name: `Component ${i}`,
    status: 'operational',
    created_at: '2020-01-10T09:00:00Z',
    automation_email: 'component+0a1b@notifications.example',
  }));
const incidents = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `incident${i}`,
    name: `Incident ${i}`,
    status: i % 10 ? 'resolved' : 'completed',
    impact: 'minor',
    created_at: dated(i),
    scheduled_for: i % 10 ? null : dated(i),
    scheduled_until: i % 10 ? null : dated(i - 1),
    metadata: {},
    incident_updates: [
      {
        id: `update${i}`,
        status: i % 10 ? 'resolved' : 'completed',
        body: 'Over.',
        created_at: dated(i),
      },
    ],
  }));

const read = (more: { place?: string; apiKey?: string } = {}) =>
  readManageApi({
    place: 'https://marlin.statuspage.io',
    apiKey: KEY,
    apiUrl: base,
    get: getByDownload,
    wait: async (ms) => {
      now += ms;
    },
    ...more,
  });
const counts = async () => {
  const { components, incidents, recordedSince, gaps, skipped } = translate(
    await read(),
    pageRow.id,
    { now: Date.UTC(2026, 10, 20) },
  );
  expect([recordedSince, gaps, skipped]).toEqual([null, [], []]);
  return [components.length, incidents.length];
};

test('every page of every list is read, including maintenances', async () => {
  expect(await counts()).toEqual([230, 120]);
  expect(asked.length).toBeLessThan(12);
});

test('a server with smaller pages, or without pages, is read completely', async () => {
  pageSize = 30;
  expect(await counts()).toEqual([230, 120]);
  pageSize = 1000;
  expect(await counts()).toEqual([230, 120]);
});

test('reading many pages respects the published rate limit', async () => {
  lists.incidents = incidents(9000);
  expect(await counts()).toEqual([230, 9000]);
  const busiest = Math.max(
    ...asked.map(({ at }) => asked.filter((one) => one.at > at - 60_000 && one.at <= at).length),
  );
  expect(busiest).toBeLessThanOrEqual(60);
});

test.each([420, 429, 500, 503, 1])(
  'after a %s the request is retried (1: a broken connection)',
  async (failure) => {
    failures = [0, failure, failure];
    expect(await counts()).toEqual([230, 120]);
  },
);

test('a rate limit used up by others ends with an error, not with half a page', async () => {
  failures = Array.from({ length: 20 }, () => 429);
  await expect(read()).rejects.toThrow(/returned 429. Try again later/);
});

test('a page is named by its id or its address, and a wrong name tells the right one', async () => {
  expect((await read({ place: 'page00000001' }))['incidents.json']?.page.name).toBe('Marlin Post');
  await expect(read({ place: 'https://other.example' })).rejects.toThrow(
    /page00000001 \(Marlin Post\)/,
  );
});

test('a key that is refused is said to be', async () => {
  await expect(read({ apiKey: 'another' })).rejects.toThrow(/rejected the API key \(401\)/);
});
