import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { answerFromMemory } from '../../api/http/serve/serve.ts';
import { siteDocuments } from '../../api/render/documents.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { serveDeps } from '../support/server/serve-deps.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const html = async () =>
  new Response('<p>page</p>', {
    headers: { 'content-type': 'text/html', 'content-security-policy': 'x' },
  });
const ask = (path: string, init?: RequestInit) => new Request(`http://localhost:4321${path}`, init);

test.each(['/', ...siteDocuments.map((d) => d.path)])(
  '%s from memory equals the app’s response, header for header',
  async (path) => {
    const app = createApp(async () => page.deps, html);
    expect(answerFromMemory(page.deps, ask(path))).toBeNull();
    const slow = await app.fetch(ask(path));
    const fast = answerFromMemory(page.deps, ask(`${path}?cache=buster`));
    expect(await fast?.text()).toBe(await slow.text());
    expect(Object.fromEntries(fast?.headers ?? [])).toEqual(Object.fromEntries(slow.headers));
  },
);

test('cached pages do not hide a publish', async () => {
  const app = createApp(async () => page.deps, html);
  await app.fetch(ask('/history.rss'));
  await page.publish({ name: 'Fresh news', state: 'investigating', body: 'We look.' });
  expect(answerFromMemory(page.deps, ask('/history.rss'))).toBeNull();
  expect(await (await app.fetch(ask('/history.rss'))).text()).toContain('Fresh news');
});

test('pages of an older version are freed when a newer one is read', async () => {
  const app = createApp(async () => page.deps, html);
  for (const path of ['/history.rss', '/updates.rss', '/updates.atom']) await app.fetch(ask(path));
  expect(page.deps.pages.entries).toBe(3);
  await page.publish({ name: 'Fresh news', state: 'investigating', body: 'We look.' });
  await app.fetch(ask('/history.rss'));
  expect(page.deps.pages.entries).toBe(1);
});

test('a form, a console page and a POST are never served from memory', async () => {
  const app = createApp(async () => page.deps, html);
  await app.fetch(ask('/'));
  for (const request of [ask('/', { method: 'POST' }), ask('/admin'), ask('//'), ask('/.env')])
    expect(answerFromMemory(page.deps, request)).toBeNull();
});

test('over HTTP the first response, rendered by the app, and the next, from the cache, are the same', async () => {
  const { url, stop } = await serveDeps(page.deps);
  const path = `${url}/api/v2/summary.json`;
  const get = async (init?: RequestInit) => {
    const answer = await fetch(path, init);
    const { date: _, ...headers } = Object.fromEntries(answer.headers);
    return { status: answer.status, headers, body: await answer.text() };
  };
  const asks = page.deps.snapshots.current.bind(page.deps.snapshots);
  let drawn = 0;
  page.deps.snapshots.current = () => {
    drawn++;
    return asks();
  };
  const first = await get();
  expect([first.status, drawn]).toEqual([200, 1]);
  expect(await get()).toEqual(first);
  const known = { headers: { 'if-none-match': `W/"else", ${first.headers.etag}` } };
  const unchanged = await get(known);
  expect(unchanged).toMatchObject({ status: 304, body: '', headers: { etag: first.headers.etag } });
  expect(drawn).toBe(1);
  expect((await get({ method: 'HEAD' })).headers.etag).toBe(first.headers.etag);
  expect((await get({ method: 'POST' })).status).toBe(405);
  await stop();
});
