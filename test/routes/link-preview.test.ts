import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { savePage } from '../../api/actions/page/page.ts';
import { createApp } from '../../api/app.ts';
import { componentStatuses } from '../../api/domain/component/status.ts';
import { tick } from '../../api/runtime/tick.ts';
import { author, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
let id: string;
let get: (path: string) => Promise<Response>;
beforeAll(async () => {
  page = await openPage();
  const app = createApp(
    async () => page.deps,
    async (c) => c.html('a page'),
  );
  get = async (path) => app.request(path);
  id = await page.publish({
    name: 'Cards <fail> & stop',
    state: 'investigating',
    body: 'We look.',
  });
});
afterAll(() => page.close());

test.each(componentStatuses)('there is an image of %s', async (status) => {
  const answer = await get(`/pictures/${status}.png`);
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=604800');
  expect(decode(await answer.arrayBuffer())).toMatchObject({ width: 1200, height: 630 });
});

test('addresses that a network may have cached lead to the image of the status', async () => {
  const now = await (await get('/picture.png')).arrayBuffer();
  const degraded = await (await get('/pictures/degraded_performance.png')).arrayBuffer();
  expect(Buffer.from(now)).toEqual(Buffer.from(degraded));
  const one = await get(`/incidents/${id}/picture.png`);
  expect([one.status, one.headers.get('location')]).toEqual([
    302,
    '/pictures/degraded_performance.png',
  ]);
  expect((await get('/incidents/abcdefghijkl/picture.png')).status).toBe(404);
  await page.update(id, { state: 'resolved', body: 'It is over.' });
  const after = await get(`/incidents/${id}/picture.png`);
  expect(after.headers.get('location')).toBe('/pictures/operational.png');
});

test('search engines are told what to index, and it exists', async () => {
  const robots = await (await get('/robots.txt')).text();
  expect(robots).toContain('Disallow: /admin');
  const sitemap = /Sitemap: (\S+)/.exec(robots)?.[1] ?? '';
  const answer = await get(new URL(sitemap).pathname);
  expect(answer.headers.get('content-type')).toContain('application/xml');
  const all = [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(
    ([, url = '']) => url,
  );
  expect(all).toContain(`${page.deps.config.baseUrl}/incidents/${id}`);
  for (const url of all) expect((await get(new URL(url).pathname)).status, url).toBeLessThan(400);
});

test('a page hidden from search engines says so on every file, and has no sitemap', async () => {
  const before = await get('/history.rss');
  expect(before.headers.get('x-robots-tag')).toBeNull();
  await savePage(page.deps, author, PAGE_ID, {
    name: 'Acme',
    timeZone: 'Etc/UTC',
    supportUrl: null,
    noindex: true,
  });
  for (const path of ['/', '/history.rss', '/updates.json', '/badge.svg', '/uptime.csv'])
    expect((await get(path)).headers.get('x-robots-tag'), path).toBe('noindex');
  expect((await get('/api/v2/summary.json')).headers.get('x-robots-tag')).toBe('noindex');
  expect(await (await get('/robots.txt')).text()).toBe('User-agent: *\nDisallow:\n');
  expect((await get('/sitemap.xml')).status).toBe(404);
  expect((await get('/history.rss')).headers.get('etag')).not.toBe(before.headers.get('etag'));
});

test('the ids of feeds stay as they were when the installation moves to another address', async () => {
  const idsOf = async ({ deps }: TestPage) => {
    const app = createApp(
      async () => deps,
      async (c) => c.html('a page'),
    );
    const all = ['/history.rss', '/history.atom', '/updates.rss', '/updates.atom', '/updates.json'];
    const feeds = await Promise.all(all.map(async (path) => (await app.request(path)).text()));
    return feeds.flatMap((feed) =>
      [...feed.matchAll(/<(?:guid|id)[^>]*>([^<]+)<|"id":"([^"]+)"/g)].map(([, a, b]) => a ?? b),
    );
  };
  const before = await idsOf(page);
  expect(before).toContain(`https://status.example.com/incidents/${id}`);
  await tick(page.deps);
  const moved = await openPage({
    url: page.url,
    empty: true,
    baseUrl: 'http://moved.example.net:8080',
  });
  try {
    await tick(moved.deps);
    expect(await idsOf(moved)).toEqual(before);
  } finally {
    moved.close();
  }
});
