import { gzipSync } from 'node:zlib';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';

const MINUTE = 60_000;
/** As long as a loaded machine needs. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });
let server: Server;
let page: TestPage;
let cards: string;

/** The real build on a page in Kolkata, and somebody who writes it through the verbs. */
beforeAll(async () => {
  server = await startServer();
  page = await openPage({ url: server.databaseUrl, name: 'Acme', timeZone: 'Asia/Kolkata' });
  page.at(Date.now());
  cards = await page.component({ name: 'Cards' });
  await page.component({ name: 'Search' });
  await page.publish({ name: 'An old one', state: 'resolved', body: 'It is over.' });
  await shown('An old one');
});
afterAll(async () => {
  page?.close();
  await server?.stop();
});

/** The server looks for another process's writes every now and then. */
const shown = (text: string) =>
  eventually(async () => expect(await (await fetch(server.url)).text()).toContain(text));

test('all the script of a public page is inline, and at most 3 KB', async () => {
  const html = await (await fetch(server.url)).text();
  expect(html).not.toMatch(/<script[^>]+src=/);
  const script = [...html.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((found) => found[1]);
  const size = gzipSync(script.join('\n')).byteLength;
  console.log(`The script of a public page: ${size} bytes gzip`);
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(3072);
});

test('every time from the server is also machine-readable, in the page’s zone', async () => {
  const html = await (await fetch(server.url)).text();
  expect(html).toMatch(/Times in\s+Asia\/Kolkata \(IST\)/);
  expect(html.match(/<time /g)?.length).toBeGreaterThan(3);
  expect(html.match(/<time (?!datetime="20\d\d-)/g)).toBeNull();
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  async function visit(path: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const tab: Tab = await browser.newPage({ timezoneId: 'Asia/Kolkata', ...options });
    const complaints: string[] = [];
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (message) => {
      if (/policy|trusted/i.test(message.text())) complaints.push(message.text());
    });
    await tab.goto(`${server.url}${path}`);
    return { tab, complaints };
  }
  const ask = (tab: Tab) => tab.evaluate(() => dispatchEvent(new Event('online')));

  test('a zone is chosen once, for every time on every page', async () => {
    const { tab } = await visit('/', { timezoneId: 'Europe/Berlin' });
    const change = tab.locator('.asof time');
    const zone = tab.getByRole('combobox', { name: 'Times in' });
    expect(await change.textContent()).toMatch(/ (CES?T|GMT\+\d)$/);
    expect(await zone.inputValue()).toBe('Europe/Berlin');
    await zone.selectOption('Asia/Tokyo');
    expect(await change.textContent()).toMatch(/ GMT\+9$/);
    expect(await change.getAttribute('title')).toMatch(/ IST$/);
    await tab.goto(`${server.url}/history`);
    expect(await change.textContent()).toMatch(/ GMT\+9$/);
    await zone.selectOption('Asia/Kolkata');
    expect(await change.textContent()).toMatch(/ IST$/);
    await tab.close();
  });

  test('a publish is shown and announced, and nothing else is touched', async () => {
    const { tab, complaints } = await visit('/');
    const announcer = tab.locator('[role=status]');
    expect(await announcer.count()).toBe(1);
    const link = tab.locator('.entries a', { hasText: 'An old one' });
    await link.focus();
    await tab.evaluate(() =>
      getSelection()?.selectAllChildren(document.querySelector('#past-incidents') ?? document.body),
    );
    await ask(tab);
    page.at(Date.now());
    await page.publish({
      name: 'Card payments are failing',
      state: 'investigating',
      body: 'We are looking into it.',
      components: { [cards]: 'partial_outage' },
      nextUpdateBy: Date.now() + 44 * MINUTE,
    });
    await shown('Card payments are failing');
    await soon(() => ask(tab).then(() => tab.title())).toMatch(/^Card payments/);
    await soon(() => announcer.textContent()).toContain(
      'Card payments are failing: Investigating. We are looking',
    );
    const message = (await announcer.textContent()) ?? '';
    expect(message).toContain('Cards Partial outage');
    expect(message).toMatch(/Next update by [^·]*\d\d:\d\d IST/);
    expect(message).not.toMatch(/Search|An old one|min/);
    expect(await tab.evaluate(() => document.activeElement?.textContent)).toBe('An old one');
    expect(await tab.evaluate(() => `${getSelection()}`)).toBe('Past incidents');
    expect(complaints).toEqual([]);
    await tab.close();
  });

  test('a page that can’t reach the server says so, with its time, and when it reconnects', async () => {
    const { tab } = await visit('/');
    const announcer = tab.locator('[role=status]');
    await ask(tab);
    const bytes = () =>
      tab.evaluate(() => {
        const [answer] = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
        return answer && [answer.encodedBodySize, answer.transferSize];
      });
    await soon(bytes).toBeDefined();
    const [whole = 0, sent = 0] = (await bytes()) ?? [];
    expect(sent, 'an unchanged page is not sent again').toBeLessThan(Math.min(whole, 1000));
    await tab.context().setOffline(true);
    await soon(() => announcer.textContent()).toMatch(
      /^Connection lost\. Showing status as of \d\d:\d\d/,
    );
    expect((await announcer.boundingBox())?.height).toBeGreaterThan(20);
    expect(await tab.locator('h1').count()).toBe(1);
    await tab.context().setOffline(false);
    await soon(() => announcer.textContent()).toBe('Back online');
    expect((await announcer.boundingBox())?.height).toBeLessThan(2);
    await tab.route('**/*', (route) => route.fulfill({ body: '<h1>Sign in to this network</h1>' }));
    await ask(tab);
    await soon(() => announcer.textContent()).toMatch(/^Connection lost/);
    expect(await tab.locator('h1').textContent()).not.toContain('Sign in');
    await tab.close();
  });

  test('it polls every 30 seconds, and not while hidden', async () => {
    const tab = await browser.newPage();
    await tab.clock.install();
    const asked: number[] = [];
    await tab.goto(server.url);
    tab.on('response', (answer) => asked.push(answer.status()));
    await tab.clock.fastForward(31_000);
    await soon(() => asked.length).toBe(1);
    await tab.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
    });
    await tab.clock.fastForward(120_000);
    await tab.evaluate(() => {
      Object.defineProperty(document, 'hidden', { get: () => false });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    });
    await soon(() => asked.length).toBe(2);
    expect(asked).toEqual([200, 200]);
    await tab.close();
  });

  test('a form is left alone', async () => {
    const { tab } = await visit('/subscribe');
    await tab.fill('[name=email]', 'reader@exam');
    let asked = 0;
    tab.on('request', () => asked++);
    await ask(tab);
    await tab.evaluate(() =>
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true })),
    );
    expect(await tab.inputValue('[name=email]')).toBe('reader@exam');
    expect(asked).toBe(0);
    await tab.close();
  });

  test('Subscribe opens a dialog, which shows mistakes, and closes by Escape, Close and the back button', async () => {
    const { tab, complaints } = await visit('/history', { viewport: { width: 320, height: 640 } });
    const opener = tab.getByRole('link', { name: 'Subscribe' });
    const dialog = tab.getByRole('dialog', { name: 'Subscribe to updates' });
    const focused = () =>
      tab.evaluate(() => {
        const { activeElement } = document;
        const inner = activeElement?.shadowRoot?.activeElement ?? activeElement;
        return (inner as HTMLElement).innerText.trim() || inner?.getAttribute('name');
      });
    await opener.click();
    await dialog.waitFor();
    expect(await focused()).toBe('Subscribe to updates');
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await soon(focused).toBe('Subscribe');
    expect(await tab.evaluate(() => history.state)).toBe(null);

    await opener.click();
    await dialog.getByRole('link', { name: 'Slack' }).click();
    await soon(focused).toBe('Slack');
    await dialog.getByLabel('Webhook URL').fill('https://example.com/');
    await dialog.getByRole('button', { name: 'Subscribe' }).click();
    await dialog.getByRole('alert').waitFor();
    await soon(focused).toBe('address');
    const wide = (one: Element) => one.scrollWidth - one.clientWidth;
    expect(await dialog.evaluate(wide)).toBe(0);
    await tab.goBack();
    await dialog.waitFor({ state: 'hidden' });
    await tab.goForward();
    await dialog.waitFor();
    // The event of a closing may come after the dialog is open again.
    const goneBack = (one: Element) => {
      let count = 0;
      history.back = () => count++;
      one.dispatchEvent(new Event('close'));
      Reflect.deleteProperty(history, 'back');
      return count;
    };
    expect(await dialog.evaluate(goneBack)).toBe(0);

    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(new URL(tab.url()).pathname).toBe('/history');
    // A document that is only read reports its styles, and is not drawn.
    expect(complaints.filter((text) => !text.startsWith('Applying inline style'))).toEqual([]);

    await tab.route('**/subscribe.js', (route) => route.abort());
    await tab.reload();
    await opener.click();
    await tab.waitForURL('**/subscribe');
    await tab.close();
  });

  test('in print the page has every text and no button', async () => {
    const { tab } = await visit('/');
    await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const buttons = tab.locator('button, .btn, footer nav, .skip');
    expect(
      await buttons.evaluateAll((all) => all.filter((one) => one.checkVisibility()).length),
    ).toBe(0);
    for (const text of await tab.locator('main :is(h1, h2, h3, p, time)').all())
      expect(
        await text.evaluate((one) => one.checkVisibility()),
        `${await text.textContent()}`,
      ).toBe(true);
    expect(await tab.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
    await tab.close();
  });
});
