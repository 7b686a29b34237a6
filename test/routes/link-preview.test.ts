import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { openPage, type TestPage } from '../support/page.ts';

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

test.each(['/picture.png', '/incidents/ID/picture.png'])('%s is a picture', async (path) => {
  const answer = await get(path.replace('ID', id));
  expect(answer.headers.get('content-type')).toBe('image/png');
  expect(decode(await answer.arrayBuffer())).toMatchObject({ width: 1200, height: 630 });
  expect((await get('/incidents/abcdefghijkl/picture.png')).status).toBe(404);
});

test('search engines are told what to read, and it is there', async () => {
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
