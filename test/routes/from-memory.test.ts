import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { documents } from '../../api/render/documents.ts';
import { answerFromMemory } from '../../api/routes/serve.ts';
import { openPage, type TestPage } from '../support/page.ts';

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

test.each(['/', ...documents.map((d) => d.path)])(
  '%s from memory is the answer that the app gave, header for header',
  async (path) => {
    const app = createApp(async () => page.deps, html);
    expect(answerFromMemory(page.deps, ask(path))).toBeNull();
    const slow = await app.fetch(ask(path));
    const fast = answerFromMemory(page.deps, ask(`${path}?cache=buster`));
    expect(await fast?.text()).toBe(await slow.text());
    expect(Object.fromEntries(fast?.headers ?? [])).toEqual(Object.fromEntries(slow.headers));
  },
);

test('what was published is not hidden by what is in memory', async () => {
  const app = createApp(async () => page.deps, html);
  await app.fetch(ask('/history.rss'));
  await page.publish({ name: 'Fresh news', state: 'investigating', body: 'We look.' });
  expect(answerFromMemory(page.deps, ask('/history.rss'))).toBeNull();
  expect(await (await app.fetch(ask('/history.rss'))).text()).toContain('Fresh news');
});

test('a form, a console page and a POST are never answered from memory', async () => {
  const app = createApp(async () => page.deps, html);
  await app.fetch(ask('/'));
  for (const request of [ask('/', { method: 'POST' }), ask('/admin'), ask('//'), ask('/.env')])
    expect(answerFromMemory(page.deps, request)).toBeNull();
});
