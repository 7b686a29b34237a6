import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { tokenFor } from '../../api/auth/link.ts';
import { Drawing } from '../../api/limits/drawing.ts';
import { RequestLimit } from '../../api/limits/rate-limit.ts';
import { subscriber } from '../../db/schema/index.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
let drawn: string[];
beforeEach(async () => {
  page = await openPage();
  drawn = [];
});
afterEach(() => page.close());

const app = () =>
  createApp(
    async () => page.deps,
    async (c, _, path) => {
      drawn.push(path ?? c.req.path);
      return c.html('drawn');
    },
  );
const ask = (path: string, ip: string) =>
  app().request(path, { headers: { accept: 'text/html', 'cf-connecting-ip': ip } });

test('a network that opens very many pages is limited; the front page and others are not', async () => {
  for (let i = 0; i < 300; i++)
    expect((await ask(`/history?q=%22&x=${i}`, '203.0.113.7')).status).toBe(200);
  const count = drawn.length;
  for (const path of ['/history?q=%22', '/confirm/nothing', '/badge.svg?label=mine']) {
    const answer = await ask(path, '203.0.113.7');
    expect([path, answer.status]).toEqual([path, 429]);
    expect(await answer.text()).toContain('Try again in a minute');
  }
  expect(drawn).toHaveLength(count);
  expect((await ask('/', '203.0.113.7')).status).toBe(200);
  expect((await ask('/no-such-page', '203.0.113.7')).status).toBe(404);
  expect((await ask('/history?q=%22', '203.0.113.8')).status).toBe(200);
  page.at(page.deps.clock() + 60_000);
  expect((await ask('/history?q=%22', '203.0.113.7')).status).toBe(200);
});

test('personal links from emails work, however much their network requests', async () => {
  const { deps } = page;
  const pageId = (await deps.snapshots.current())?.page.id ?? '';
  const id = 'reader000001';
  const at = deps.clock();
  const row = {
    id,
    pageId,
    email: 'reader@example.com',
    state: 'active' as const,
    createdAt: at,
    updatedAt: at,
  };
  await deps.db.insert(subscriber).values(row);
  deps.drawing = new Drawing({
    limit: new RequestLimit({ limits: [1], window: 60_000 }),
    queues: true,
  });
  const open = async (path: string, body?: string) =>
    app().request(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'cf-connecting-ip': '203.0.113.7',
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(body === undefined ? {} : { body }),
    });
  const link = `/u/${await tokenFor(deps.signer, 'unsubscribe', { ...row, epoch: 0 })}`;
  for (let i = 0; i < 3; i++) expect((await open(link)).status).toBe(200);
  expect((await open(link, 'List-Unsubscribe=One-Click')).status).toBe(200);
  for (const status of [200, 429]) expect((await open('/u/nobody.nothing')).status).toBe(status);
});

test('a year of uptime costs as much as twelve simple pages', async () => {
  const limit = new RequestLimit({ limits: [12], window: 60_000 });
  page.deps.drawing = new Drawing({ limit, queues: true });
  const year = new Date(page.deps.clock()).getUTCFullYear();
  expect((await ask(`/uptime/${year}.csv`, '203.0.113.7')).status).toBe(200);
  expect((await ask('/badge.svg?label=mine', '203.0.113.7')).status).toBe(429);
  expect((await ask(`/uptime/${year}.csv`, '203.0.113.7')).status).toBe(200); // from memory
});

test('four pages are rendered at once; of very many that wait the last are refused', async () => {
  const drawing = new Drawing({ limit: null, queues: true });
  let running = 0;
  let most = 0;
  const draw = async () => {
    most = Math.max(most, ++running);
    await new Promise((resume) => setTimeout(resume, 1));
    running--;
  };
  const asked = Array.from({ length: 150 }, (_, i) =>
    drawing.run({ networks: [`${i}`], now: 0 }, draw).then(
      () => 'drawn',
      (error: Error) => error.message,
    ),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => answer === 'drawn')).toHaveLength(104);
  expect(answers.at(-1)).toContain('Try again in a few seconds');
  expect(most).toBe(4);
  expect(await drawing.run({ networks: ['later'], now: 0 }, async () => 'free again')).toBe(
    'free again',
  );
});

test('requests for random pages keep memory bounded', async () => {
  const cached = page.deps.pages.entries;
  for (let i = 0; i < 50; i++) await ask(`/no-such-${i}`, '203.0.113.7');
  for (let i = 0; i < 50; i++) await ask(`/incidents/${`zz${i}`.padEnd(12, 'z')}`, '203.0.113.7');
  expect(page.deps.pages.entries).toBe(cached + 1);
});

test('a front page that can’t be rendered says the same in plain HTML', async () => {
  await page.publish({ name: 'Card payments fail', state: 'investigating', body: 'We look.' });
  const broken = createApp(
    async () => page.deps,
    async () => {
      throw new RangeError('Invalid time value');
    },
  );
  const answer = await broken.request('/', { headers: { accept: 'text/html' } });
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(await answer.text()).toContain('<h1>Card payments fail</h1>');
  const other = await broken.request('/uptime', { headers: { accept: 'text/html' } });
  expect(other.status).toBe(500);
  expect(await other.text()).toMatch(/request ID [0-9a-f-]{36}/);
});
