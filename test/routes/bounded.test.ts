import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApp } from '../../api/app.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import type { PageLocals } from '../../api/context/context.ts';
import { PageCache } from '../../api/http/cache/page-cache.ts';
import { Drawing } from '../../api/limits/drawing.ts';
import { HistoryCache } from '../../api/snapshot/history/cache.ts';
import { NOON, openPage, type TestPage } from '../support/browser/page.ts';

/** A busy month: nearly all of the story's incidents are in one. */
const INCIDENTS = 1500;
/** What one query may return before other requests are looked at: one step of a component's past. */
const MAX_ROWS = 700;
/** What one page of a list may draw. */
const MAX_ITEMS = 60;

let page: TestPage;
let largest: number;
let locals: Partial<PageLocals>;
let samples: Record<string, string[]>;

beforeAll(async () => {
  page = await openPage({ empty: true });
  const { deps } = page;
  const scale = { components: 12, incidents: INCIDENTS, days: 20, subscribers: 0, random: 7 };
  await writeDemoData(deps.db, { ...scale, now: NOON }, () => {});
  deps.drawing = Drawing.unlimited();
  const s = await deps.snapshots.current();
  const group = s?.components.find((one) => one.group)?.id ?? '';
  const { client, old } = { client: deps.db.$client, old: s?.incidents.at(-1)?.id ?? '' };
  const { execute, batch } = client;
  const count = (rows: number) => {
    largest = Math.max(largest, rows);
  };
  client.execute = async (...args: unknown[]) => {
    const answer = await execute.apply(client, args as never);
    count(answer.rows.length);
    return answer;
  };
  client.batch = async (statements, mode) => {
    const answers = await batch.call(client, statements, mode);
    count(answers.reduce((sum, { rows }) => sum + rows.length, 0));
    return answers;
  };
  const asked = [
    'q=the',
    'q=pa+zz',
    'q=ing+the+and+tion',
    `component=${group}`,
    `q=the&before=${old}`,
  ];
  samples = {
    '/history': ['', ...asked.map((query) => `?${query}`)].map((query) => `/history${query}`),
    '/api/allclear/incidents.json': [...asked, `before=${old}`].map(
      (query) => `/api/allclear/incidents.json?${query}`,
    ),
    '/history.json': ['/history.json', '/history.json?page=2'],
    ':month': ['2026-11', '2026-10'],
    ':part': ['2', '20'],
    ':period': ['2026', '2026-11'],
    ':file': ['2026.csv', '2026-11.csv', '2026.json', '2026-11.json', `${old}.json`, `${old}.ics`],
    ':id': [group, old],
    ':token': ['nothing'],
    ':status': ['operational'],
    ':locale': ['de'],
  };
}, 120_000);
afterAll(() => page.close());

const app = () =>
  createApp(
    async () => page.deps,
    async (c, drawnWith) => {
      locals = drawnWith ?? {};
      return c.html('drawn');
    },
  );

/** Addresses of a route's pattern, with samples for its parameters. */
function addressesOf(pattern: string): string[] {
  if (samples[pattern]) return samples[pattern];
  let found = [pattern];
  for (const [whole, name = ''] of pattern.matchAll(/(:[a-z]+)(?:\{(?:[^{}]|\{[^{}]*\})*\})?/g))
    found = found.flatMap((path) =>
      (samples[name] ?? ['anything']).map((value) => path.replace(whole, value)),
    );
  return found;
}

/** Every address that anybody may open. */
function publicAddresses(ours: ReturnType<typeof app>): string[] {
  const patterns = new Set(
    ours.routes
      .filter(({ method, path }) => method === 'GET' && !/^\/(admin|v1)\b|\*/.test(path))
      .map(({ path }) => path),
  );
  expect(patterns.size).toBeGreaterThan(40);
  return [...patterns].flatMap(addressesOf);
}

test('no public address reads or lists more as the history grows', async () => {
  const ours = app();
  const addresses = publicAddresses(ours);
  const responses = new Map<string, number>();
  const tooMuch: [string, number, string][] = [];
  for (const address of addresses) {
    largest = 0;
    locals = {};
    const { status } = await ours.request(address, {
      headers: { 'cf-connecting-ip': '192.0.2.1' },
    });
    responses.set(address, status);
    expect([address, status < 500], `${status}`).toEqual([address, true]);
    if (largest > MAX_ROWS) tooMuch.push([address, largest, 'rows']);
    const items = [locals.history?.incidents, locals.found?.incidents, locals.about].map(
      (list) => list?.length ?? 0,
    );
    if (Math.max(...items) > MAX_ITEMS) tooMuch.push([address, Math.max(...items), 'items']);
  }
  for (const path of ['/history/2026-11', '/history/2026-11/2', '/uptime/2026', '/history?q=the'])
    expect([path, responses.get(path)]).toEqual([path, 200]);
  expect(tooMuch).toEqual([]);
});

test('no address reads a slow database for longer than a total limit, and says so', async () => {
  const { deps } = page;
  const s = await deps.snapshots.current();
  if (!s) throw new Error('There is a page.');
  deps.pages = new PageCache({ salt: '' });
  deps.history = new HistoryCache(deps.db, deps.clock);
  const ours = app();
  const { client, time } = { client: deps.db.$client, time: { now: 0 } };
  const { execute } = client;
  let queries = 0;
  client.execute = async (...args: unknown[]) => {
    queries++;
    time.now += 400; // a query that is slow, yet within its own limit
    return execute.apply(client, args as never);
  };
  vi.spyOn(performance, 'now').mockImplementation(() => time.now);
  const limited: string[] = [];
  try {
    for (const address of publicAddresses(ours)) {
      queries = 0;
      const { status, headers } = await ours.request(address);
      expect([address, queries > 30], `${queries} queries`).toEqual([address, false]);
      if (status !== 503) continue;
      limited.push(address);
      expect([address, headers.get('retry-after')]).toEqual([address, '10']);
    }
    expect((await deps.history.incident(s, 'nosuchrow000')).doubtful).toBe(false);
  } finally {
    vi.restoreAllMocks();
    client.execute = execute;
  }
  expect(limited).toContain('/uptime/2026');
});

test('a busy month is read in pages, each incident once, and each day is linked from the first', async () => {
  const { history, snapshots } = page.deps;
  const s = await snapshots.current();
  if (!s) throw new Error('There is a page.');
  const { value: first } = await history.month(s, '2026-11');
  const ids: string[] = [];
  const beginsOn = new Map<string, number>();
  for (let part = 1; part <= (first?.parts ?? 0); part++) {
    const { value } = await history.month(s, '2026-11', part);
    for (const { id, scheduledFor, startedAt } of value?.incidents ?? []) {
      ids.push(id);
      const day = new Date(scheduledFor ?? startedAt).toISOString().slice(0, 10);
      if (!beginsOn.has(day)) beginsOn.set(day, part);
    }
  }
  expect(ids.length).toBeGreaterThan(INCIDENTS * 0.8);
  expect(new Set(ids).size).toBe(ids.length);
  expect(first?.later.map(({ day, part }) => [day, part])).toEqual(
    [...beginsOn].filter(([, part]) => part > 1),
  );
  const all = first?.later.reduce((sum, { incidents }) => sum + incidents, 0) ?? 0;
  expect(all).toBeLessThanOrEqual(ids.length);
  expect((await history.month(s, '2026-11', (first?.parts ?? 0) + 1)).value).toBeNull();
});
