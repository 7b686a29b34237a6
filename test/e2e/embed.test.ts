import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { HOSTILE, HOSTILE_IN_XML } from '../support/hostile/hostile.ts';
import { type Server, startServer } from '../support/server/server.ts';

const MINUTE = 60_000;
/** A machine with other work to do is slow, not wrong. */
const PATIENCE = { timeout: 60_000, interval: 100 };
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let folder: string;
let server: Server;
let page: TestPage;
let host: HttpServer;
let hostUrl: string;
let incident: string;
let cards: string;
let updates = 0;

/** The real build, and somebody else's site on another origin that embeds it. */
beforeAll(async () => {
  host = createServer(({ url }, reply) => {
    reply.setHeader('content-type', 'text/html');
    // The strictest policy under which the embeds are promised to work.
    if (url !== '/lax')
      reply.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; frame-src ${server.url}; require-trusted-types-for 'script'`,
      );
    reply.end(`<!doctype html><html lang="en"><title>A shop</title><h1>A shop</h1>
      <script type="module" src="${server.url}/embed/status.js"></script><allclear-status></allclear-status>
      <script src="${server.url}/embed/script.js" data-position="top-left"></script>`);
  }).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const address = host.address();
  hostUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(() => host.close());

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-embed-'));
  server = await startServer({ folder });
  page = await openPage({ url: server.databaseUrl, name: 'Acme', baseUrl: server.url });
  cards = await page.component({ name: 'Cards' });
});
afterAll(async () => {
  page.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  page.at(Date.now());
  incident = await page.publish({
    name: HOSTILE,
    state: 'identified',
    body: `${HOSTILE} ${++updates}`, // the same text twice is taken for a repeated request
    components: { [cards]: 'partial_outage' },
    nextUpdateBy: Date.now() + 30 * MINUTE,
  });
  await untilServed(incident);
});
afterEach(async () => {
  if (!(await fetch(server.url).catch(() => null))) await again();
  await recover();
});

/** At the same address, so that what is embedded finds it. */
async function again() {
  server = await startServer({ folder, env: { PORT: new URL(server.url).port } });
}

/** Closes the incident; what is closed already stays so. */
const recover = () =>
  page.update(incident, {
    state: 'resolved',
    body: 'Over.',
    components: { [cards]: 'operational' },
  });

async function untilServed(text: string) {
  const read = async () => (await fetch(`${server.url}/api/allclear/now.json`)).text();
  await expect.poll(read, PATIENCE).toContain(text);
}

test('the web component is at most 3 KB compressed', async () => {
  const answer = await fetch(`${server.url}/embed/status.js`);
  const shortened = await new Response(
    answer.body?.pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer();
  console.log(`the web component is ${shortened.byteLength} bytes`);
  expect(shortened.byteLength).toBeLessThanOrEqual(3 * 1024);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});

test.each(['script.js', 'status.js'])('%s runs on browsers of 2022', async (name) => {
  const source = await (await fetch(`${server.url}/embed/${name}`)).text();
  const parse = async (target: string[]) => (await transform(source, { target })).code;
  expect(await parse(['chrome107', 'firefox107', 'safari16.1'])).toBe(await parse(['esnext']));
  expect(source).not.toMatch(/\.aria[A-Z]/); // Firefox knows these properties since 2023
});

test('a fixed script arrives soon: it is revalidated by its ETag', async () => {
  for (const name of ['script.js', 'status.js']) {
    const answer = await fetch(`${server.url}/embed/${name}`);
    const [, age] = /max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '') ?? [];
    expect(Number(age)).toBeLessThanOrEqual(3600);
    const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
    expect((await fetch(`${server.url}/embed/${name}`, { headers })).status).toBe(304);
  }
});

test('the frame may be embedded on any site, and no other page may', async () => {
  const frame = await fetch(`${server.url}/embed/frame?mobile=true`);
  expect(frame.status).toBe(200);
  expect(frame.headers.get('x-frame-options')).toBeNull();
  expect(frame.headers.get('content-security-policy')).toMatch(/frame-ancestors \*/);
  for (const path of ['/', '/embed', '/badges', '/api/docs', '/nothing']) {
    const { headers } = await fetch(server.url + path);
    expect(headers.get('x-frame-options'), path).toBe('DENY');
    expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
  }
});

describeInBrowser('the page of badges', () => {
  let browser: Browser;
  let other: string;
  beforeAll(async () => {
    browser = await launch();
    const groupId = await page.component({ name: 'Europe', group: true });
    other = await page.component({ name: 'Cards', groupId });
    await vi.waitFor(async () => {
      if (!(await (await fetch(`${server.url}/badges`)).text()).includes(other)) throw Error();
    }, PATIENCE);
  });
  afterAll(() => browser?.close());
  const codes = (tab: Tab) => tab.locator('.copy code').allTextContents();

  test('shows the badge that is chosen, with and without JavaScript, and copies its code', async () => {
    const address = `${server.url}/components/${other}/badge.svg?label=EU+%28live%29`;
    const code = `[![Europe · Cards status](${address})](${server.url}/components/${other})`;
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(`${server.url}/badges`);
    await plain.selectOption('#badge-form select', other);
    await plain.fill('#badge-form input', 'EU (live)');
    await plain.click('#badge-form button');
    await plain.waitForURL(/component=/);
    expect((await codes(plain))[0]).toBe(code);
    expect(await plain.inputValue('#badge-form select')).toBe(other);

    const context = await browser.newContext({
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const tab = await context.newPage();
    await tab.goto(`${server.url}/badges`);
    const [whole = ''] = await codes(tab);
    expect(whole).toContain(`(${server.url}/badge.svg)`);
    await tab.selectOption('#badge-form select', other);
    await tab.fill('#badge-form input', 'EU (live)');
    await expect.poll(() => codes(tab), PATIENCE).toEqual(await codes(plain));
    expect(await tab.locator('#badge').getAttribute('alt')).toBe('Europe · Cards status');
    expect(
      await tab
        .locator('#badge')
        .evaluate((one: HTMLImageElement) => one.decode().then(() => true)),
    ).toBe(true);
    await tab.locator('.copy button').first().click();
    await tab.getByText('Copied').first().waitFor();
    expect(await tab.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await Promise.all([plain.close(), context.close()]);
  });

  test('treats an unknown component and a label that is too long as missing', async () => {
    const first = async (query: string) => {
      const drawn = await (await fetch(`${server.url}/badges?${query}`)).text();
      return /<code>[^<]*<\/code>/.exec(drawn)?.[0];
    };
    const usual = await first('');
    expect(usual).toContain('/badge.svg)');
    expect(await first(`component=nowhere&label=${'x'.repeat(65)}`)).toBe(usual);
    expect(await first('component=x&component=y&label=')).toBe(usual);
  });
});

describeInBrowser('on a page of another origin', () => {
  let browser: Browser;
  let tab: Tab;
  let complaints: string[];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  afterEach(() => tab?.close());

  type Options = Parameters<Browser['newPage']>[0] & { before?: (tab: Tab) => Promise<void> };
  async function visit(url = hostUrl, { before, ...options }: Options = {}) {
    complaints = [];
    tab = await browser.newPage(options);
    await before?.(tab);
    await tab.clock.install();
    tab.on('dialog', (dialog) => {
      complaints.push(`a dialog said ${dialog.message()}`);
      void dialog.dismiss();
    });
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (shownText) => {
      if (shownText.type() === 'error') complaints.push(shownText.text());
    });
    tab.on('request', (request) => {
      if (![hostUrl, server.url].some((url) => request.url().startsWith(url)))
        if (!request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
    });
    await tab.goto(url);
  }
  async function asIn2022(tab: Tab) {
    await tab.addInitScript(() => {
      Object.defineProperty(AbortSignal, 'timeout', { value: undefined });
      window.CSSStyleSheet = class {
        constructor() {
          throw new TypeError('Illegal constructor');
        }
      } as unknown as typeof CSSStyleSheet;
    });
    await tab.route('**/embed/status.js', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replaceAll('light-dark(', 'not-known-yet(');
      await route.fulfill({ response: answer, body });
    });
  }
  const shownText = () =>
    tab.locator('allclear-status').evaluate((e) => e.shadowRoot?.textContent ?? '');
  const live = () =>
    tab.locator('allclear-status [role=status]').evaluate((e) => e.textContent ?? '');
  const place = () =>
    tab
      .locator('iframe')
      .evaluate((e) => ({ left: e.style.left, inert: (e as HTMLElement).inert }));

  /** What is seen after as many minutes as it takes: each minute the embeds ask once. */
  const minutesLater =
    <T>(probe: () => Promise<T>) =>
    async (): Promise<T> => {
      await tab.clock.runFor(MINUTE);
      return probe();
    };
  const PATIENT_MINUTES = { ...PATIENCE, interval: 500 };

  test.each(['light', 'dark'] as const)(
    'headline and promise are shown, %s, and nothing hostile runs',
    async (colorScheme) => {
      await visit(hostUrl, { colorScheme });
      await expect.poll(shownText, PATIENCE).toContain(HOSTILE_IN_XML.trim());
      expect(await shownText()).toMatch(/Identified · Next update by .*\d\d:\d\d/);
      expect(await live()).toBe('');
      const box = tab.locator('allclear-status .box');
      const mark = box.locator('.mark');
      expect(await mark.evaluate((e) => getComputedStyle(e).clipPath)).toMatch(/^path\(evenodd/);
      const [ink, paper] = await box.evaluate((e) => [
        getComputedStyle(e).color,
        getComputedStyle(e).backgroundColor,
      ]);
      expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 26, 32)');
      expect(ink).not.toBe(paper);
      await expect.poll(place, PATIENCE).toEqual({ left: '60px', inert: false });
      expect(complaints).toEqual([]);
    },
  );

  test.each(['light', 'dark'] as const)(
    'a browser without light-dark() and constructable style sheets shows the box, %s',
    async (colorScheme) => {
      await visit(hostUrl, { colorScheme, before: asIn2022 });
      await expect.poll(shownText, PATIENCE).toContain('Identified'); // without style, by the policy
      await tab.goto(`${hostUrl}/lax`);
      await expect.poll(shownText, PATIENCE).toContain('Identified');
      const box = tab.locator('allclear-status .box');
      const paper = await box.evaluate((e) => getComputedStyle(e).backgroundColor);
      expect(paper).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 26, 32)');
    },
  );

  test('a change is announced politely, once, and no change is not announced', async () => {
    await visit();
    await expect.poll(shownText, PATIENCE).toContain('Identified');
    await tab.clock.runFor(MINUTE + 1000);
    expect(await live()).toBe('');
    await page.update(incident, { state: 'monitoring', body: 'A fix is in.' });
    await untilServed('monitoring');
    await expect.poll(minutesLater(live), PATIENT_MINUTES).toMatch(/^Acme: .*Monitoring/s);
    expect(await tab.locator('allclear-status [role=status]').count()).toBe(1);
  });

  test('with the server stopped midway it disappears, and comes back with the server', async () => {
    await visit();
    await expect.poll(shownText, PATIENCE).toContain('Identified');
    await server.kill();
    await tab.clock.runFor(MINUTE + 1000);
    expect(await shownText()).toContain('Identified'); // one missed minute is no news
    await expect.poll(minutesLater(shownText), PATIENT_MINUTES).not.toContain('Identified');
    expect(
      await tab.locator('allclear-status').evaluate((e) => e.getBoundingClientRect().height),
    ).toBeLessThan(2);
    expect(complaints.filter((shownText) => !shownText.includes('ERR_CONNECTION_REFUSED'))).toEqual(
      [],
    );
    await again();
    await expect.poll(minutesLater(shownText), PATIENT_MINUTES).toContain('Identified');
  });

  test('with the server down from the start the page around it is intact', async () => {
    await server.kill();
    await visit();
    expect(await tab.locator('h1').textContent()).toBe('A shop');
    expect(complaints.filter((said) => !said.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
  });

  test('the corner appears for an incident, closes when dismissed, and stays closed on the next page', async () => {
    await visit();
    await expect.poll(place, PATIENCE).toEqual({ left: '60px', inert: false });
    // It slides in: a click at where its button was a moment ago hits nothing.
    const left = () => tab.locator('iframe').evaluate((e) => e.getBoundingClientRect().left);
    await expect.poll(left, PATIENCE).toBe(60);
    await tab.frameLocator('iframe').getByRole('button', { name: 'Close' }).click();
    await expect.poll(place, PATIENCE).toEqual({ left: '-9999px', inert: true });
    await tab.reload();
    await tab.frameLocator('iframe').locator('#news[data-news]').waitFor();
    await expect.poll(shownText, PATIENCE).toContain('Identified');
    expect(await place()).toEqual({ left: '-9999px', inert: true });
    await page.update(incident, { state: 'monitoring', body: 'A fix is in.' });
    await untilServed('monitoring');
    await expect.poll(minutesLater(place), PATIENT_MINUTES).toEqual({ left: '60px', inert: false });
  });

  test('the corner stays hidden while everything is operational', async () => {
    await recover();
    await untilServed('All systems operational');
    await visit();
    await expect.poll(shownText, PATIENCE).toContain('All systems operational');
    expect(await place()).toEqual({ left: '-9999px', inert: true });
  });
});
