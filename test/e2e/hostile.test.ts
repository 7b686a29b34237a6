import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { issueToken } from '../../api/actions/team/token.ts';
import { now } from '../../api/render/allclear.ts';
import { BadgeQuery, badge } from '../../api/render/badge/badge.ts';
import { atom, rss } from '../../api/render/feeds/history-feeds.ts';
import { updatesAtom, updatesRss } from '../../api/render/feeds/update-feeds.ts';
import { wholePage } from '../../api/render/feeds/update-items.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage, PAGE_ID } from '../support/browser/page.ts';
import { hostile, stored } from '../support/hostile/hostile.ts';
import { dozens, pageOf, pageOfAll } from '../support/hostile/hostile-page.ts';
import { clientOf } from '../support/server/client.ts';
import { type Server, startServer } from '../support/server/server.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** What markup of ours may be made of, wherever somebody's text is in it. */
const ELEMENTS =
  'html head body p br hr small strong em s a ul ol li blockquote pre code h1 h2 h3 h4 h5 h6 table thead tbody tr th td var';
const ATTRIBUTES = 'href rel title class start align data-var';

describeInBrowser('every hostile string in a real browser', () => {
  let browser: Browser;
  let tab: Tab;
  let alarms: string[];
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    alarms = [];
    tab = await browser.newPage();
    tab.on('dialog', (dialog) => {
      alarms.push(`a dialog said ${dialog.message()}`);
      void dialog.dismiss();
    });
    tab.on('pageerror', (error) => alarms.push(error.message));
  });
  afterEach(async () => {
    await tab.close();
    expect(alarms).toEqual([]);
  });

  test('the feeds and badges are well-formed, and their HTML is inert', async () => {
    const texts = dozens.map((texts) => {
      const s = pageOfAll(texts);
      const of = wholePage(s);
      return [rss(s), atom(s), updatesRss(s, of), updatesAtom(s, of)];
    });
    const badges = hostile.map((text) => {
      const of = { snapshot: pageOf(text), component: null, asOf: null };
      return badge(of, BadgeQuery.parse({ label: text }));
    });
    const found = await tab.evaluate(
      ([feeds, badges, elements, attributes]) => {
        const errors: string[] = [];
        const known = { elements: elements.split(' '), attributes: attributes.split(' ') };
        const parse = (text: string, type: DOMParserSupportedType) =>
          new DOMParser().parseFromString(text, type);
        const check = (html: string) => {
          for (const element of parse(html, 'text/html').querySelectorAll('*')) {
            if (!known.elements.includes(element.localName)) errors.push(element.outerHTML);
            for (const { name, value } of element.attributes) {
              const isSafe =
                name !== 'href' || /^(https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i.test(value);
              if (!isSafe || !known.attributes.includes(name)) errors.push(`${name}=${value}`);
            }
          }
        };
        let checked = 0;
        for (const feed of feeds) {
          const xml = parse(feed, 'text/xml');
          const error = xml.querySelector('parsererror');
          if (error) errors.push(`${error.textContent}`);
          for (const text of xml.querySelectorAll('item > description, entry > content')) {
            check(text.textContent ?? '');
            checked++;
          }
          for (const title of xml.querySelectorAll('title[type=html]'))
            if (parse(title.textContent ?? '', 'text/html').body.children.length > 0)
              errors.push(`${title.textContent}`);
        }
        const shapes = new Set<string>();
        for (const svg of badges) {
          const xml = parse(svg, 'image/svg+xml');
          const error = xml.querySelector('parsererror');
          if (error) errors.push(`${error.textContent}`);
          for (const { localName } of xml.querySelectorAll('*')) shapes.add(localName);
        }
        return { errors, checked, shapes: [...shapes].sort() };
      },
      [texts.flat(), badges, ELEMENTS, ATTRIBUTES] as const,
    );
    expect(found.errors).toEqual([]);
    expect(found.checked).toBe(hostile.length * 2 * 4);
    const [plain] = [
      badge({ snapshot: pageOf('x'), component: null, asOf: null }, BadgeQuery.parse({})),
    ];
    expect(found.shapes).toEqual([...new Set(plain?.match(/(?<=<)\w+/g))].sort());
  });

  describeInBrowser('from a server that somebody writes to', () => {
    let folder: string;
    let server: Server;
    let host: HttpServer;
    let token: string;
    let incident: string;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'allclear-hostile-'));
      const page = await openPage({ url: `file:${join(folder, 'allclear.db')}`, name: 'Acme' });
      const cards = await page.component({ name: 'Cards' });
      incident = await page.publish({
        name: 'Plain',
        state: 'identified',
        body: 'Plain',
        components: { [cards]: 'partial_outage' },
      });
      token = await issueToken(page.deps, author, PAGE_ID, { name: 'e2e', role: 'publisher' });
      page.close();
      server = await startServer({ folder });
      host = createServer((_, reply) => {
        reply.setHeader('content-type', 'text/html');
        reply.setHeader(
          'content-security-policy',
          `default-src 'none'; script-src ${server.url}; connect-src ${server.url}; require-trusted-types-for 'script'`,
        );
        reply.end(`<!doctype html><script type="module" src="${server.url}/embed/status.js"></script>
          <allclear-status></allclear-status>`);
      }).listen(0, '127.0.0.1');
      await new Promise((ready) => host.once('listening', ready));
    });
    afterAll(async () => {
      host.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test('the web component shows each as text', async () => {
      const typed = hostile.map((text) => text.toWellFormed());
      const s = pageOfAll(typed);
      await tab.route('**/api/allclear/now.json', (route) =>
        route.fulfill({
          json: now(s, null),
          headers: { 'access-control-allow-origin': '*' },
        }),
      );
      const address = host.address();
      await tab.goto(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
      const read = () =>
        tab.locator('allclear-status').evaluate((e) => {
          const all = [...(e.shadowRoot?.querySelectorAll('.box *') ?? [])];
          return {
            names: [...(e.shadowRoot?.querySelectorAll('li') ?? [])].map(
              (item) => item.querySelector('a')?.textContent ?? null,
            ),
            head: e.shadowRoot?.querySelector('.head a')?.textContent,
            elements: [...new Set(all.map((element) => element.localName))].sort(),
            links: all.map((element) => element.getAttribute('href')).filter(Boolean),
          };
        });
      await expect
        .poll(async () => (await read()).names.length, { timeout: 60_000 })
        .toBe(typed.length);
      const { names, head, elements, links } = await read();
      expect(head).toBe(typed[0]);
      expect(names).toEqual([null, ...typed.slice(1)]); // the headline already says the first
      expect(elements).toEqual(['a', 'li', 'p', 'small', 'span', 'ul']);
      for (const href of links)
        expect(href).toMatch(/^https:\/\/status\.example\.com(\/incidents\/\w+)?$/);
    });

    test('the frame shows each as text', async () => {
      const { ask } = clientOf({ url: server.url, pageId: PAGE_ID, publisher: token });
      const frame = async () => (await fetch(`${server.url}/embed/frame`)).text();
      const frames = [{ text: 'Plain', html: await frame() }];
      for (const text of hostile) {
        const name = text.slice(0, 255);
        const change = { incident: { name, preflight_override: 'As it was typed.' } };
        const { status } = await ask('PATCH', `/pages/:p/incidents/${incident}`, change);
        const title = stored(name).replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
        if (status === 200) frames.push({ text: title, html: await frame() });
        else expect([status, title]).toEqual([422, '']);
      }
      const read = await tab.evaluate(
        (frames) =>
          frames.map(({ html }) => {
            const page = new DOMParser().parseFromString(html, 'text/html');
            return {
              title: page.querySelector('.headline a')?.textContent?.trim(),
              skeleton: [...page.querySelectorAll('*')]
                .map((e) => `${e.localName} ${[...e.attributes].map((a) => a.name)}`)
                .join('\n'),
            };
          }),
        frames,
      );
      expect(read.length).toBeGreaterThan(200);
      for (const [n, { title, skeleton }] of read.entries()) {
        expect(inHtml(title ?? '')).toBe(inHtml(frames[n]?.text ?? ''));
        expect(skeleton, frames[n]?.text).toBe(read[0]?.skeleton);
      }
    });
  });
});

/** HTML ends every line with LF. */
const inHtml = (text: string) => text.replace(/\r\n?/g, '\n').trim();
