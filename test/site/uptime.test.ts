import { get } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { correctHistory } from '../../api/actions/component/correct-history.ts';
import { createMetric } from '../../api/actions/metric/metric.ts';
import { addPoints } from '../../api/actions/metric/points.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { NewMetric } from '../../api/domain/metric/input.ts';
import { locales } from '../../api/domain/text/locale.ts';
import { HOUR } from '../../api/domain/time/time.ts';
import { openDb } from '../../db/engine/client.ts';
import { messages } from '../../site/locales/index.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';

let server: Server;
let component: string;
let group: string;
let month: string;
let metric: string;
/** A component whose record begins ten days ago. */
let fresh: string;

/** The real build on the page of `npm run demo`, with one correction. */
beforeAll(async () => {
  server = await startServer();
  const now = Date.now();
  month = new Date(now - 30 * 24 * HOUR).toISOString().slice(0, 7);
  const db = openDb({ url: server.databaseUrl });
  const scale = { components: 12, incidents: 40, days: 90, subscribers: 0, random: 7 };
  const { pageId } = await writeDemoData(db, { ...scale, now }, () => {});
  const { rows } = await db.$client.execute(
    'select id, "group" from component order by "group" desc, position',
  );
  fresh = `${rows.find((row) => !row.group)?.id}`;
  const began = new Date(now - 10 * 24 * HOUR).toISOString().slice(0, 10);
  await db.$client.execute({
    sql: 'update component set start_date = ? where id = ?',
    args: [began, fresh],
  });
  db.$client.close();
  group = `${rows[0]?.id}`;
  component = `${rows.at(-1)?.id}`;
  const page = await openPage({ url: server.databaseUrl, empty: true });
  page.at(now);
  await correctHistory(page.deps, author, pageId, component, {
    fromAt: now - 30 * 24 * HOUR,
    toAt: now - 30 * 24 * HOUR + HOUR,
    status: 'major_outage',
    note: 'Our <monitor> slept.',
  });
  const latency = NewMetric.parse({ name: 'Latency', suffix: 'ms', isOnFront: true });
  metric = await createMetric(page.deps, author, pageId, latency);
  const points = Array.from({ length: 200 }, (_, i) => ({ at: now - i * HOUR, value: 100 + i }));
  await addPoints(page.deps, pageId, new Map([[metric, points]]));
  page.close();
  while (!(await html(`/components/${component}`)).includes('slept'))
    await new Promise((resume) => setTimeout(resume, 50));
});
afterAll(() => server.stop());

const html = async (path: string) => (await fetch(`${server.url}${path}`)).text();

test('the front page has 90 bars for each component and group, in one response of at most 14 KB', async () => {
  const bytes = await shortened('/');
  const page = brotliDecompressSync(bytes).toString();
  const bars = /<svg class="bars" viewBox="0 0 359 32"|<i class="bars">/g;
  expect(page.match(bars)).toHaveLength(12 + 3);
  expect(page.match(/% uptime</g)).toHaveLength(12 + 3);
  expect(bytes.byteLength).toBeLessThanOrEqual(14 * 1024);
});

test('without JavaScript the bars lead to a list of eventful days with their incidents', async () => {
  expect(await html('/')).toContain(`href="/components/${component}"`);
  const page = await html(`/components/${component}`);
  expect(page).toMatch(
    /<th scope="row">\w+ \d+<\/th> ?<td> ?<b class="\w+_outage">(?:Partial|Major) outage for [^<]+<\/b><br> ?<a href="\/incidents\/[a-z0-9]{12}">/,
  );
  expect(page).toContain('Corrected: Our &lt;monitor&gt; slept.');
  expect(page).not.toMatch(/<svg class="bars"(?![^>]*aria-hidden="true")/); // the table says it in words
  expect(page).toMatch(/<path class="major_outage" d="M\d+ 13h3"><\/path>/);
});

test('days before the record of a component have no data, and the page says when it begins', async () => {
  const page = await html(`/components/${fresh}`);
  expect(page).toMatch(/<path class="none" d="M0 21h\d+">/);
  expect(page).toMatch(/Uptime is recorded from <time datetime="[\d-]+">/);
  expect(page).not.toContain('No downtime.');
  const whole = await html(`/components/${component}`);
  expect(whole).not.toContain('class="none"');
  expect(whole).not.toContain('Uptime is recorded from');
});

test('bars of a month begin and end on its dates, also the current one', async () => {
  const now = new Date().toISOString().slice(0, 7);
  const last = new Date(Date.UTC(+now.slice(0, 4), +now.slice(5), 0)).getUTCDate();
  const page = await html(`/uptime/${now}`);
  expect(page).toMatch(
    new RegExp(`<small>\\w+ 1</small> <small>[^<]+</small> <small>\\w+ ${last}</small>`),
  );
  expect(page).not.toContain('days ago');
});

test('the calendar has three months, and a day leads to what happened on it', async () => {
  const page = await html('/uptime');
  const now = new Date();
  const months = [2, 1, 0].map((back) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back)).toISOString().slice(0, 7),
  );
  const captions = [...page.matchAll(/<caption><a href="\/uptime\/([\d-]+)">/g)].map(
    ([, month]) => month,
  );
  expect(captions).toEqual(months);
  const [, href = '', day = ''] =
    page.match(/<a class="major_outage" href="([^"#]+)#([\d-]+)">/) ?? [];
  expect(href).toBe(`/uptime/${day.slice(0, 7)}`);
  const days = await html(href);
  const section = days.slice(days.indexOf(`id="${day}"`)).split('</section>')[0] ?? '';
  expect(section).toMatch(/<a href="\/components\/[a-z0-9]{12}">[^<]+<\/a>: Major outage for /);
  expect(section).toMatch(/<a href="\/incidents\/[a-z0-9]{12}">|slept|Major outage/);
  expect(days).toContain(`href="#${day}"`);
});

test('the calendar makes no claim about days before a record or after today, and steps through the months', async () => {
  const now = new Date().toISOString().slice(0, 10);
  const last = new Date(Date.UTC(+now.slice(0, 4), +now.slice(5, 7), 0)).getUTCDate();
  const page = await html(`/uptime/${now.slice(0, 7)}`);
  expect(page.match(/<span class="later">/g)?.length ?? 0).toBe(last - +now.slice(8));
  const [, older = ''] =
    page
      .match(/href="(\/uptime\/[\d-]+)" rel="prev"|rel="prev" href="(\/uptime\/[\d-]+)"/)
      ?.filter(Boolean) ?? [];
  expect(await html(older)).toContain(`href="/uptime/${now.slice(0, 7)}"`);
  expect((await html('/ar/uptime')).match(/abbr="([^"]+)"/)?.[1]).toBe('السبت');
  expect((await html('/de/uptime')).match(/abbr="([^"]+)"/)?.[1]).toBe('Montag');
});

test('a component, a group, the months and the year have pages of their own', async () => {
  expect(await html(`/components/${component}`)).toContain('Corrected: Our &lt;monitor&gt; slept.');
  expect(await html(`/components/${group}`)).toContain('Incidents and maintenance');
  expect(await html('/uptime')).toContain(`href="/uptime/${month}"`);
  expect(await html(`/uptime/${month}`)).toContain('slept');
  expect((await fetch(`${server.url}/uptime/1999-01`)).status).toBe(404);
  expect((await fetch(`${server.url}/components/aaaaaaaaaaaa`)).status).toBe(404);
});

test('metrics have charts with their values as text, in each language and for each time', async () => {
  expect(await html('/')).toContain(`src="/system-metrics/${metric}.svg"`);
  for (const locale of locales) {
    const page = await html(`/${locale}/system-metrics`);
    for (const key of ['title', 'average', 'values', 'from'] as const)
      expect(page, locale).toContain(messages[locale][`metrics.${key}`]);
    expect(page).toMatch(/<path class="line" d="M[\d.,LM-]+"/);
    expect(page.match(/<th scope="row"><time/g)?.length, locale).toBeGreaterThan(20);
  }
  expect(await html('/system-metrics')).toContain('Highest: 12');
  expect(await html('/system-metrics/week')).toContain('Highest: 26');
  expect(await html('/system-metrics/year')).toContain('Highest: 299');
  expect((await fetch(`${server.url}/system-metrics/decade`)).status).toBe(404);
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  /** The bars of a component and the days on which something was, counted from the first. */
  const barsOf = async (tab: Tab, id: string) => {
    const bars = tab.locator(`li:has([href="/components/${id}"]) .days`);
    for (const part of await tab.locator('.list details').all())
      await part.evaluate((details: HTMLDetailsElement) => {
        details.open = true;
      });
    const days = await bars.evaluate((bar) =>
      [...bar.querySelectorAll('path[class$=outage]')].map(
        (path) => Number(/M(\d+)/.exec(path.getAttribute('d') ?? '')?.[1]) / 4,
      ),
    );
    await bars.scrollIntoViewIfNeeded();
    const box = await bars.boundingBox();
    if (!box) throw new Error('no bars');
    const place = (day: number) => [box.x + (box.width * (day + 0.5)) / 90, box.y + 10] as const;
    return { bars, days, place };
  };

  test('a day reacts to pointer, keyboard and touch, and is announced to a screen reader', async () => {
    const context = await browser.newContext({ hasTouch: true, baseURL: server.url });
    const tab = await context.newPage();
    const complaints: string[] = [];
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('console', (lines) => complaints.push(lines.text()));
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await tab.goto('/');
    expect(asked).not.toContain('/days.js');
    const { bars, days, place } = await barsOf(tab, component);
    const details = tab.locator('.day-details');
    const day = days.at(-1) ?? 0;

    await tab.touchscreen.tap(...place(day));
    await details.locator('b[class$=outage]', { hasText: / for / }).waitFor();
    expect(tab.url()).toBe(`${server.url}/`);
    const lines = (await details.innerText()).split(/\s*\n\s*/);
    expect(lines[0]).toMatch(/^\w+day,? /);
    expect(await details.locator('a[href^="/incidents/"]').count()).toBeGreaterThan(0);
    expect(await bars.getAttribute('aria-valuetext')).toContain(lines[1]);
    expect(await bars.getAttribute('role')).toBe('slider');
    expect(await bars.getAttribute('aria-label')).toMatch(/: [\d.]+% uptime$/);

    await tab.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);
    await tab.keyboard.press('End');
    await expect.poll(() => bars.getAttribute('aria-valuenow')).toBe('90');
    for (let at = 89; at > day; at--) await tab.keyboard.press('ArrowLeft');
    await expect.poll(() => bars.getAttribute('aria-valuenow')).toBe(`${day + 1}`);
    await expect.poll(() => details.innerText()).toContain(lines[1]);
    await tab.keyboard.press('Tab');
    await expect.poll(() => details.locator('a:focus').count()).toBe(1);
    await tab.keyboard.press('Escape');
    expect(await bars.evaluate((bar) => bar === document.activeElement)).toBe(true);

    await tab.mouse.move(...place(day));
    await details.waitFor();
    await details.locator('a').first().hover();
    expect(await details.count()).toBe(1);
    expect(await accessViolations(tab)).toEqual([]);
    await tab.mouse.move(2, 2);
    await expect.poll(() => details.count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a day without a record says so, in each language and direction, on every page with bars', async () => {
    const tab = await browser.newPage({ viewport: { width: 320, height: 700 } });
    for (const [locale, none] of [
      ['en', 'No data'],
      ['ar', messages.ar['day.none']],
    ] as const) {
      await tab.goto(`${server.url}/${locale}`);
      const first = tab.locator(`li:has([href="/${locale}/components/${fresh}"]) .days`);
      for (const part of await tab.locator('.list details').all())
        await part.evaluate((one: HTMLDetailsElement) => {
          one.open = true;
        });
      await first.focus();
      await tab.locator('.day-details').waitFor();
      await tab.keyboard.press('Home');
      await tab.locator('.day-details', { hasText: none }).waitFor();
      const { x = -1, width = 0 } = (await tab.locator('.day-details').boundingBox()) ?? {};
      const isAtLeft = await first.evaluate((bar) => {
        const [mark, all] = [bar.lastElementChild, bar].map((one) => one?.getBoundingClientRect());
        return (mark?.x ?? 0) < (all?.x ?? 0) + 10;
      });
      expect(isAtLeft).toBe(locale === 'en');
      expect(x >= 0 && x + width <= 320).toBe(true);
    }
    for (const path of [`/components/${fresh}`, `/uptime/${month}`]) {
      await tab.goto(`${server.url}${path}`);
      await tab.locator('.days').first().focus();
      await tab.locator('.day-details').waitFor();
      await tab.keyboard.press('Home');
      await tab
        .locator('.day-details', { hasText: /Operational|No data|outage|maintenance|performance/ })
        .waitFor();
    }
    await tab.close();
  });

  test('without JavaScript the bars lead to the same days in words', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
    const tab = await context.newPage();
    await tab.goto('/');
    await tab.locator('.component-group[open] li a.days').first().click();
    expect(new URL(tab.url()).pathname).toMatch(/^\/components\//);
    expect(await tab.locator('#days-table tr').count()).toBeGreaterThan(0);
    await context.close();
  });

  test('no axe violation on the uptime pages, and nothing is cut off on a small phone', async () => {
    const tab = await browser.newPage({ viewport: { width: 320, height: 700 } });
    const paths = ['/', '/uptime', `/uptime/${month}`, `/components/${component}`];
    for (const path of [...paths, '/system-metrics', '/ar/system-metrics/week']) {
      await tab.goto(`${server.url}${path}`);
      for (const summary of await tab.locator('summary').all()) await summary.press('Enter');
      expect(await accessViolations(tab), path).toEqual([]);
      const overflow = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, path).toBeLessThanOrEqual(0);
    }
    await tab.close();
  });
});

/** The bytes as they travel; fetch would have unpacked them. */
function shortened(path: string): Promise<Buffer> {
  return new Promise((done, fail) => {
    get(`${server.url}${path}`, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done(Buffer.concat(parts)));
    }).on('error', fail);
  });
}
