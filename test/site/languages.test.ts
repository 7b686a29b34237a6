import { get } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { sha256 } from '../../api/core/secret.ts';
import { languages, locales } from '../../api/domain/text/locale.ts';
import { openDb } from '../../db/engine/client.ts';
import { type Key, messages } from '../../site/locales/index.ts';
import { piecesOf } from '../../site/locales/message.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { type Server, startServer } from '../support/server/server.ts';

let server: Server;
let paths: string[];
/** Pages for people inside, and the cookie of one of them. */
let inside: string[];
const SECRET = 'viewer-session';
const cookie = `internal_session=${SECRET}`;

/** The real build on the page of `npm run demo`. */
beforeAll(async () => {
  server = await startServer();
  const db = openDb({ url: server.databaseUrl });
  const scale = { components: 12, incidents: 40, days: 90, subscribers: 0, random: 7 };
  await writeDemoData(db, { ...scale, now: Date.now() }, () => {});
  const one = async (sql: string) =>
    `${Object.values((await db.$client.execute(sql)).rows[0] ?? {})[0]}`;
  const month = new Date().toISOString().slice(0, 7);
  paths = [
    '/',
    '/history',
    '/uptime',
    `/uptime/${month}`,
    '/badges',
    '/embed',
    '/subscribe',
    '/subscribe/sent',
    '/embed/frame',
    `/incidents/${await one("select id from incident where kind = 'incident' and resolved_at is null")}`,
    `/incidents/${await one("select id from incident where kind = 'maintenance'")}`,
    `/components/${await one('select id from component where "group"')}`,
    `/components/${await one('select id from component where not "group"')}`,
    '/history/1999-01',
    '/confirm/nothing',
    '/subscriptions/nothing',
    '/u/nothing',
  ];
  const open = await one("select id from incident where kind = 'incident' and resolved_at is null");
  const sql = (text: string, args: (string | number)[]) => db.$client.execute({ sql: text, args });
  const pageId = await one('select id from page');
  await sql(
    `insert into viewer (id, page_id, email, source, created_at) values ('v', ?, 'v@example.com', 'invited', 0)`,
    [pageId],
  );
  await sql(
    `insert into viewer_session (token_hash, viewer_id, created_at, expires_at) values (?, 'v', 0, 9e15)`,
    [await sha256(SECRET)],
  );
  for (const [seq, audience] of ['responders', 'executives'].entries())
    await sql(
      `insert into internal_update (id, page_id, incident_id, seq, audience, current_state, what_we_know,
        what_we_are_doing, impact, next_update_by, updates_every, author, created_at)
        values (?, ?, ?, ?, ?, 'A', 'B', 'C', 'D', ?, ?, 'E', ?)`,
      [audience, pageId, open, seq + 1, audience, seq * 9e14, 240, Date.now()],
    );
  inside = [
    ...['/internal', '/internal?done=subscription', `/internal/incidents/${open}`],
    ...['/internal/sign-in', '/internal/sign-in?done=sent', '/internal/sign-in/link?token=x'],
    ...['/internal/unsubscribe/x', '/internal/incidents/000000000000'],
  ];
  db.$client.close();
  while (!(await html('/')).includes('id="components"'))
    await new Promise((resume) => setTimeout(resume, 50));
});
afterAll(() => server.stop());

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers, redirect: 'manual' });
const html = async (path: string, headers?: Record<string, string>) =>
  (await ask(path, headers)).text();

test.each(locales)('a link shared in %s has its words, and its image exists', async (locale) => {
  const page = await html(`/${locale}`);
  const of = (name: string) =>
    new RegExp(`<meta (?:property|name)="${name}" content="([^"]+)"`).exec(page)?.[1] ?? '';
  const title = /<title>([^<]+)</.exec(page)?.[1];
  expect([of('og:title'), of('twitter:title')]).toEqual([title, title]);
  expect(of('og:description')).toBe(of('twitter:description'));
  expect(of('og:description')).not.toBe('');
  expect(of('og:image:alt')).toBe(
    messages[locale][`status.${/(\w+)\.png/.exec(of('og:image'))?.[1]}` as Key],
  );
  expect(of('twitter:image')).toBe(of('og:image'));
  const picture = await ask(new URL(of('og:image')).pathname);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
});

/** Single words that are somebody's name too, or a part of an address. */
const NAMES = new Set(['Status', 'Badges', 'Support', 'Update', 'Search']);

/** Text between the placeholders of the English texts, where it is long enough to be unique. */
const english = (Object.keys(messages.en) as Key[]) // they are its keys
  .flatMap((key) => {
    const text = messages.en[key];
    return (typeof text === 'string' ? [text] : Object.values(text)).flatMap((form) =>
      piecesOf(form).filter((_, i) => i % 2 === 0),
    );
  })
  .map((piece) => piece.trim())
  .filter((piece) => piece.length > 4 && !NAMES.has(piece));

const whole = (piece: string) =>
  new RegExp(
    `(?<![\\p{L}\\p{M}])${piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{M}])`,
    'u',
  );

/** Text that a reader sees or hears, without the marked texts of the team. */
function inputOf(page: string): string {
  let own = page.replace(/<(script|style|code|pre)\b[\s\S]*?<\/\1>/g, ' ');
  own = own.replace(/<(\w+)[^>]* lang="en"[^>]*>[\s\S]*?<\/\1>/g, ' ');
  const labels = [...own.matchAll(/\b(?:aria-label|title|alt|content|data-[a-z]+)="([^"]*)"/g)];
  return `${own.replace(/<[^>]*>/g, ' ')} ${labels.map(([, label]) => label).join(' ')}`.replace(
    /\s+/g,
    ' ',
  );
}

test.each(locales.filter((locale) => locale !== 'en'))(
  'no page shows our own English texts to a reader of “%s”',
  async (locale) => {
    for (const path of paths) {
      const page = await html(path, { 'accept-language': locale });
      expect(page, path).toContain(`<html lang="${locale}" dir="${languages[locale].dir}"`);
      const shownText = inputOf(page);
      const ours = JSON.stringify(messages[locale]);
      const left = english.filter((text) => whole(text).test(shownText) && !whole(text).test(ours));
      expect(left, path).toEqual([]);
    }
  },
);

test.each(locales.filter((locale) => locale !== 'en'))(
  'the page for people inside says nothing of ours in English to a reader of “%s”',
  async (locale) => {
    for (const path of inside) {
      const page = await html(path, { 'accept-language': locale, cookie });
      expect(page, path).toContain(`<html lang="${locale}" dir="${languages[locale].dir}"`);
      const shown = inputOf(page);
      const ours = JSON.stringify(messages[locale]);
      const left = english.filter((text) => whole(text).test(shown) && !whole(text).test(ours));
      expect(left, path).toEqual([]);
    }
  },
);

test('each page has an address in each language, and says where the others are', async () => {
  for (const path of paths.slice(0, 7)) {
    const page = await html(path === '/' ? '/de' : `/de${path}`, { 'accept-language': 'ja' });
    expect(page).toContain('<html lang="de" dir="ltr"');
    const below = path === '/' ? '' : path;
    expect(page).toContain(`<link rel="canonical" href="${server.url}/de${below}">`);
    for (const locale of locales)
      expect(page).toContain(`hreflang="${locale}" href="${server.url}/${locale}${below}"`);
    expect(page).toContain(`hreflang="x-default" href="${server.url}${path}"`);
    expect(page).toMatch(/href="\/de\/subscribe"/);
    expect(page).not.toMatch(
      /href="\/(history|uptime|incidents|components|subscribe)(?:"|\/[^".]*")/,
    );
  }
});

test('a refused form says so in the language of its page, and stays in it', async () => {
  const refused = await fetch(`${server.url}/de/subscribe`, {
    method: 'POST',
    headers: { origin: server.url, 'accept-language': 'ja' },
    body: new URLSearchParams({ email: 'nobody', scope: 'some' }),
  });
  const page = await refused.text();
  expect(refused.status).toBe(422);
  expect(page).toContain(messages.de['refused.address']);
  expect(page).toContain(messages.de['refused.fields']);
  expect(page).toContain('action="/de/subscribe"');
});

test('the page of the demo stays within its size limit in each language', async () => {
  for (const locale of locales) {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      const headers = { 'accept-encoding': 'br', 'accept-language': locale };
      get(server.url, { headers }, (answer) => {
        const parts: Buffer[] = [];
        answer
          .on('data', (part) => parts.push(part))
          .on('end', () => resolve(Buffer.concat(parts)));
      }).on('error', reject);
    });
    expect(brotliDecompressSync(bytes).toString()).toContain(`<html lang="${locale}"`);
    console.log(`/ in ${locale}: ${bytes.length} bytes`);
    expect(bytes.length).toBeLessThanOrEqual(14 * 1024);
  }
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test('a German in Tokyo without JavaScript reads it, switches the language, and keeps the choice', async () => {
    const context = await browser.newContext({
      baseURL: server.url,
      locale: 'de-DE',
      timezoneId: 'Asia/Tokyo',
      javaScriptEnabled: false,
    });
    const tab = await context.newPage();
    await tab.goto('/');
    expect(await tab.locator('footer').textContent()).toMatch(/Zeiten in \S+/);
    expect(await tab.locator('h2').allTextContents()).toContain('Komponenten');
    expect(await tab.locator('.promise time').first().textContent()).toMatch(/\d\d:\d\d \S+$/);

    await tab.goto('/history');
    await tab.selectOption('.languages select', 'ja');
    await tab.click('.languages button');
    expect(new URL(tab.url()).pathname).toBe('/ja/history');
    expect(await tab.locator('html').getAttribute('lang')).toBe('ja');
    await tab.click('.brand');
    expect(new URL(tab.url()).pathname).toBe('/ja');
    await tab.goto('/uptime');
    expect(new URL(tab.url()).pathname).toBe('/ja/uptime');
    await context.close();
  });

  test('with JavaScript texts and clocks stay in the page’s language', async () => {
    const context = await browser.newContext({
      baseURL: server.url,
      locale: 'fr-FR',
      timezoneId: 'Asia/Tokyo',
    });
    const tab = await context.newPage();
    await tab.goto('/ar');
    expect(await tab.locator('.newest .ago').first().textContent()).toMatch(/^قبل |^الآن/);
    expect(await tab.locator('#zone').textContent()).toContain('المنطقة الزمنية للصفحة');
    await tab.goto('/de');
    expect(await tab.locator('.newest .ago').first().textContent()).toMatch(/^vor \d|^jetzt/);
    await context.close();
  });

  test('Arabic runs from right to left, and nothing overflows the screen', async () => {
    for (const width of [320, 390, 1280]) {
      const tab = await browser.newPage({ viewport: { width, height: 800 } });
      for (const path of ['/ar', '/ar/uptime', '/ar/history']) {
        await tab.goto(`${server.url}${path}`);
        const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, width, Math.max(0, over)]).toEqual([path, width, 0]);
      }
      await tab.goto(`${server.url}/ar`);
      const brand = await tab.locator('.brand').boundingBox();
      expect((brand?.x ?? 0) + (brand?.width ?? 0)).toBeGreaterThan(width / 2);
      await tab.close();
    }
  });
});
