import { afterEach, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { DrawPage } from '../../api/context/context.ts';
import { answerFromMemory } from '../../api/http/serve/serve.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';

let page: TestPage;
let drawn: string[];
beforeEach(async () => {
  page = await openPage();
  drawn = [];
});
afterEach(() => page.close());

/** Draws the requested language. */
const draw: DrawPage = async (c, locals, path) => {
  drawn.push(`${c.req.path} ${path === '/404' ? 'not found' : locals?.locale}`);
  return new Response(`<p>${locals?.locale} ${c.var.named}</p>`, {
    headers: { 'content-type': 'text/html', 'content-security-policy': 'x' },
  });
};
const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  new Request(`https://status.example.com${path}`, { ...init, headers });
const get = (path: string, headers: Record<string, string> = {}) =>
  createApp(async () => page.deps, draw).fetch(ask(path, headers));

test('an address without a language follows the browser, and tells caches so', async () => {
  const german = await get('/', { 'accept-language': 'de-CH, en;q=0.5' });
  expect(await german.text()).toBe('<p>de null</p>');
  expect(german.headers.get('vary')).toBe('accept-encoding, accept-language');
  expect(await (await get('/')).text()).toBe('<p>en null</p>');
});

test('an address with a language uses it, whatever the browser is set to', async () => {
  const named = await get('/fr/uptime', { 'accept-language': 'ja', cookie: 'lang=de' });
  expect(await named.text()).toBe('<p>fr fr</p>');
  expect(named.headers.get('vary')).toBe('accept-encoding');
  expect((await get('/fr')).status).toBe(200);
});

test('the console, the API and machine formats have no language prefix', async () => {
  const paths = ['/de/admin', '/de/v1/pages', '/de/api/v2/status.json', '/de/healthz'];
  for (const path of paths) expect((await get(path)).status).toBe(404);
  expect(drawn).toEqual(['/de/admin not found']); // once for all
});

test('from memory everyone gets their own language, header for header', async () => {
  for (const languages of ['de', 'ja', '']) {
    const headers = { 'accept-language': languages };
    const slow = await get('/uptime', headers);
    const fast = answerFromMemory(page.deps, ask('/uptime?x=1', headers));
    expect(await fast?.text()).toBe(await slow.text());
    expect(Object.fromEntries(fast?.headers ?? [])).toEqual(Object.fromEntries(slow.headers));
  }
  await get('/de/uptime');
  const named = answerFromMemory(page.deps, ask('/de/uptime', { 'accept-language': 'ja' }));
  expect(await named?.text()).toBe('<p>de de</p>');
});

test('whatever Accept-Language says, a page has at most one entry for each of our languages', async () => {
  const before = page.deps.pages.entries;
  const hostile = [
    'de',
    'de-DE-x-evil',
    'DE;q=1.0',
    'de, <script>alert(1)</script>',
    'x'.repeat(8000),
    `${'zz-ZZ,'.repeat(2000)}de`,
    '../../../etc',
    'de:/history',
    '__proto__, constructor',
    '*;q=0',
    ';q=NaN,de;q="1"',
  ];
  for (const languages of hostile) {
    const answer = await get('/uptime', { 'accept-language': languages });
    expect(await answer.text()).toMatch(/^<p>(en|de) null<\/p>$/);
  }
  expect(page.deps.pages.entries - before).toBe(2);
  expect(drawn).toEqual(['/uptime de', '/uptime en']);
});

test('the language switch overrides the browser, is remembered, and needs a form', async () => {
  const app = createApp(async () => page.deps, draw);
  const choose = (form: Record<string, string>, origin = 'https://status.example.com') =>
    app.fetch(
      ask(
        '/language',
        { origin, 'content-type': 'application/x-www-form-urlencoded' },
        { method: 'POST', body: new URLSearchParams(form).toString() },
      ),
    );
  const chosen = await choose({ language: 'ar', to: '/history/2026-10' });
  expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/ar/history/2026-10']);
  const [cookie = ''] = (chosen.headers.get('set-cookie') ?? '').split(';');
  expect(cookie).toBe('lang=ar');

  await get('/', { 'accept-language': 'de' });
  const headers = { 'accept-language': 'de', cookie: `other=1; ${cookie}` };
  expect(answerFromMemory(page.deps, ask('/', headers))).toBeNull();
  const again = await get('/?from=mail', headers);
  expect([again.status, again.headers.get('location')]).toEqual([302, '/ar?from=mail']);
  expect(again.headers.get('cache-control')).toBe('no-store');

  const inside = await choose({ language: 'ar', to: '/internal' });
  expect(inside.headers.get('location')).toBe('/internal'); // has one address in all languages

  expect((await choose({ language: 'tlh', to: '/' })).status).toBe(422);
  for (const to of ['//evil.example', '/\\evil.example', 'https://evil.example', ''])
    expect((await choose({ language: 'de', to })).headers.get('location')).toBe('/de');
  expect((await choose({ language: 'de', to: '/' }, 'https://evil.example')).status).toBe(403);
  expect((await get('/language')).headers.get('set-cookie')).toBeNull();
});

test('a page in French is French to readers with none of our languages', async () => {
  const { db } = page.deps;
  await db.run("update page set locale = 'fr', version = version + 1");
  await page.deps.snapshots.catchUp();
  expect(await (await get('/', { 'accept-language': 'zh' })).text()).toBe('<p>fr null</p>');
  expect(await (await get('/')).text()).toBe('<p>fr null</p>');
  expect(await (await get('/', { 'accept-language': 'en' })).text()).toBe('<p>en null</p>');
});

test('the incident feeds use the language in their address, or the page’s without one', async () => {
  await page.publish({
    name: 'Cards fail',
    state: 'investigating',
    body: 'Cards are declined.',
    translations: { de: { name: 'Karten gestört', body: 'Karten werden abgelehnt.' } },
  });
  const read = async (path: string) => (await get(path)).text();
  for (const file of ['history.rss', 'history.atom']) {
    const [plain, german, french] = [
      await read(`/${file}`),
      await read(`/de/${file}`),
      await read(`/fr/${file}`),
    ];
    expect(plain).toContain('Cards are declined.');
    expect(german).toContain('Karten gestört');
    expect(german).toContain('Wird untersucht');
    expect(german).toMatch(/https:\/\/status.example.com\/de\/incidents\/\w+/);
    expect(german).not.toMatch(/Cards|Investigating|Incident History|<small>Nov/);
    expect(french).toContain('Cards are declined.');
    expect(french).toContain('En cours d’analyse');
    await page.deps.db.$client.execute("update page set locale = 'de', version = version + 1");
    await page.deps.snapshots.refresh();
    expect(await read(`/${file}`)).toContain('Wird untersucht');
    expect(await read(`/en/${file}`)).toContain('Status - Incident History');
    await page.deps.db.$client.execute("update page set locale = 'en', version = version + 1");
    await page.deps.snapshots.refresh();
  }
});
