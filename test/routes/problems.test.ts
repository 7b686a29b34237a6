import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const app = () =>
  createApp(
    async () => page.deps,
    async (_, locals, path) =>
      new Response(`<h1>${path}</h1>${locals?.refusal?.message}`, {
        headers: { 'content-type': 'text/html' },
      }),
  );

const html = { accept: 'text/html,application/xhtml+xml' };

test('a form from another site is refused: with a page for people, with problem+json for programs', async () => {
  const form = { method: 'POST', body: new URLSearchParams({ email: 'x@example.com' }) };
  const origin = 'https://evil.example';
  const person = await app().request('/subscribe', { ...form, headers: { ...html, origin } });
  expect(person.status).toBe(403);
  expect(await person.text()).toMatch(/couldn’t be verified.*try again/);
  const program = await app().request('/subscribe', { ...form, headers: { origin } });
  expect(program.headers.get('content-type')).toBe('application/problem+json');
  expect(await program.json()).toMatchObject({ status: 403, title: 'forbidden' });
});

test('a form sent at another address than BASE_URL says which one to open, and keeps the input', async () => {
  const send = (origin: string, site?: string) =>
    createApp(
      async () => page.deps,
      async (_, locals) => Response.json(locals?.refusal),
    ).request('/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email: 'ana@example.com', password: 'secret!' }),
      headers: {
        ...html,
        origin,
        host: '192.0.2.7:4321',
        referer: `${origin}//evil.example/subscribe?x=1`,
        ...(site ? { 'sec-fetch-site': site } : {}),
      },
    });
  for (const answer of [
    await send('http://192.0.2.7:4321'),
    await send('https://192.0.2.7:4321', 'same-origin'),
  ]) {
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      title: 'Something went wrong',
      message: 'Forms only work at https://status.example.com. Open the page there and try again.',
      submittedText: 'ana@example.com',
      link: 'https://status.example.com//evil.example/subscribe?x=1',
    });
  }
  expect((await (await send('https://evil.example')).json()).link).toBeUndefined();
});

test('every response of an https installation tells browsers to stay on https', async () => {
  const hsts = async (path: string) =>
    (await app().request(path)).headers.get('strict-transport-security');
  for (const path of ['/', '/subscribe', '/history.rss', '/api/v2/status.json', '/healthz', '/x'])
    expect(await hsts(path), path).toBe('max-age=31536000');
  page.deps.config.baseUrl = 'http://status.lan';
  expect(await hsts('/healthz')).toBeNull();
});

test('an internal error answers with a request ID, without details, and is never cached', async () => {
  await page.deps.db.$client.execute('ALTER TABLE page RENAME TO gone');
  const answer = await app().request('/confirm/abc.def', { headers: html });
  expect(answer.status).toBe(500);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = await answer.text();
  expect(text).toMatch(/request ID [0-9a-f-]{36}/);
  expect(text).not.toMatch(/sqlite|libsql|closed|at .*\.ts/i);
});

test('an unreachable database is reported, and the input comes back', async () => {
  await page.deps.snapshots.current();
  page.deps.db.$client.close();
  const body = new URLSearchParams({
    body: 'Half of the card payments fail.',
    password: 'secret!',
  });
  const origin = 'http://localhost';
  const answer = await createApp(
    async () => page.deps,
    async (_, locals) => new Response(JSON.stringify(locals?.refusal)),
  ).request('/confirm/abc.def', { method: 'POST', body, headers: { ...html, origin } });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('10');
  const text = await answer.text();
  expect(text).toContain('Half of the card payments fail.');
  expect(text).toContain('isn’t responding');
  expect(text).not.toContain('secret!');
});
