import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveBranding } from '../../api/actions/page/branding.ts';
import { savePage } from '../../api/actions/page/page.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage, PAGE_ID } from '../support/browser/page.ts';
import { HOSTILE, HOSTILE_IN_XML } from '../support/hostile/hostile.ts';
import { type Server, startServer } from '../support/server/server.ts';

const MINUTE = 60_000;
let server: Server;
let incident: string;
let page: Awaited<ReturnType<typeof openPage>>;

/** The real build on a page in Kolkata with one open incident, and a hostile string in each field. */
beforeAll(async () => {
  server = await startServer();
  page = await openPage({ url: server.databaseUrl, name: 'Acme', timeZone: 'Asia/Kolkata' });
  const now = Date.now();
  page.at(now - 2 * 86_400_000);
  await page.publish({ name: HOSTILE, state: 'resolved', body: HOSTILE });
  for (let n = 1; n <= 7; n++) {
    page.at(now - 3 * 86_400_000 + n);
    await page.publish({ name: `Busy ${n}`, state: 'resolved', body: 'It is over.' });
  }
  page.at(now - 16 * MINUTE);
  const group = await page.component({ name: 'Payments', group: true });
  const override = 'Hostile on purpose';
  const hostile = { groupId: group, description: HOSTILE, override };
  const cards = await page.component({ name: 'Cards', ...hostile });
  await page.component({ name: HOSTILE, override });
  incident = await page.publish({
    name: 'Card payments are failing',
    state: 'identified',
    body: `We are undoing a change.\n\n> Pay by bank transfer meanwhile.\n\n${HOSTILE}`,
    components: { [cards]: 'partial_outage' },
    nextUpdateBy: now + 44 * MINUTE,
  });
  await savePage(page.deps, author, PAGE_ID, {
    name: `Acme ${HOSTILE}`.slice(0, 80),
    timeZone: 'Asia/Kolkata',
    supportUrl: 'https://example.com/help',
    override,
  });
  await saveBranding(page.deps, author, PAGE_ID, {
    accent: '#ffd400',
    logoUrl: null,
    links: [{ label: HOSTILE.slice(0, 40), url: 'https://example.com/terms' }],
    footer: HOSTILE,
    light: { '--radius': '3px' },
    dark: {},
    override,
  });
  while (!(await (await fetch(server.url)).text()).includes('Card payments are failing'))
    await new Promise((resume) => setTimeout(resume, 50));
});
afterAll(() => {
  page.close();
  return server.stop();
});

const html = async (path: string) => (await fetch(`${server.url}${path}`)).text();

test('an imported page makes no claim about the time before its record', async () => {
  const now = page.deps.clock();
  page.at(now - 800 * 86_400_000);
  const old = await page.publish({ name: 'Long ago', state: 'resolved', body: 'It is over.' });
  page.at(now);
  const recordFrom = (at: number | null) =>
    page.deps.db.$client.batch([
      { sql: 'update component set recorded_since = ?', args: [at] },
      'update page set version = version + 1',
    ]);
  const quietMonth = `/history/${new Date(now - 400 * 86_400_000).toISOString().slice(0, 7)}`;
  expect(await html(quietMonth)).toContain('No incidents in');
  expect((await html('/')).match(/No incidents/g)).toHaveLength(2); // the days between and before
  await recordFrom(now - 86_400_000);
  await expect.poll(() => html('/')).toContain('Incidents are recorded from');
  expect((await html('/')).match(/No incidents/g)).toHaveLength(1);
  expect(await html(quietMonth)).toContain('Incidents are recorded from');
  expect(await html(quietMonth)).not.toContain('No incidents in');
  expect(await html(`/de${quietMonth}`)).toContain('Störungen werden seit');
  await page.deps.db.$client.execute('delete from incident where id = ?', [old]);
  await recordFrom(null);
  await expect.poll(() => html('/')).not.toContain('Incidents are recorded from');
});

test('the page is complete without JavaScript: answer, promise, workaround, zone', async () => {
  const page = await html('/');
  expect(page).toMatch(/<h1>.*<a [^>]+>Card payments are failing<\/a><\/h1>/);
  expect(page).toContain('Minor outage');
  expect(page).toMatch(/Next update by <time [^>]+>(\w+ \d+, )?\d\d:\d\d IST<\/time>/);
  expect(page).toMatch(/<blockquote>\s*<p>Pay by bank transfer meanwhile/);
  expect(page).toContain('Affects Cards');
  expect(page).not.toMatch(/\d min ago|(?<!Resolved )in \d+ min/); // relative to now
});

test('a page that can’t be rendered is a problem page, with the ID from the log', async () => {
  const now = page.deps.clock();
  page.at(now - 400 * 86_400_000);
  const id = await page.publish({ name: 'Long ago', state: 'resolved', body: 'It is over.' });
  page.at(now);
  const noDay = 'update incident set started_at = -9e15, resolved_at = -9e15 where id = ?';
  await page.deps.db.$client.execute(noDay, [id]);
  const answer = await fetch(`${server.url}/incidents/${id}`, { headers: { accept: 'text/html' } });
  await page.deps.db.$client.execute('delete from incident where id = ?', [id]);
  expect(answer.status).toBe(500);
  const text = await answer.text();
  const [, request] = /request ID ([0-9a-f-]{36})/.exec(text) ?? [];
  expect(text).toContain('<main');
  await server.printed(new RegExp(`"level":"error".*"requestId":"${request}".*RangeError`));
});

test('the page makes no further request: no style sheet, script, font or image', async () => {
  for (const path of ['/', '/history', `/incidents/${incident}`, '/nothing']) {
    const page = await html(path);
    expect(page).not.toMatch(/<script[^>]+src=|<link[^>]+stylesheet|@import|url\((?!data:)/);
    expect(page.match(/<h1/g)).toHaveLength(1);
    for (const landmark of ['<header', '<main', '<footer', '<nav'])
      expect(page).toContain(landmark);
  }
});

test('every page of the site has a policy that blocks foreign code', async () => {
  for (const path of ['/', '/history', '/history?q=cards', `/incidents/${incident}`, '/nothing']) {
    const policy = (await fetch(`${server.url}${path}`)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  }
});

test('search terms are marked in titles and texts, and a query is only text', async () => {
  const found = await html('/history?q=CHANGE%20undoing');
  expect(found).toMatch(/We are <mark>undoing<\/mark> a <mark>change<\/mark>\. Pay by bank/);
  expect(found).toContain('Results for “CHANGE undoing”');
  expect(found).toContain('<meta name="robots" content="noindex">');
  for (const [query, says] of [
    [`${HOSTILE}zebra`, 'No results'],
    ['<script>alert(1)', '<mark>&lt;script&gt;'],
  ] as const) {
    const page = await html(`/history?q=${encodeURIComponent(query)}`);
    expect(page).toContain(says);
    const tags = page.replace(/="[^"]*"/g, ''); // a quoted value holds any other sign
    expect(tags).not.toMatch(/<script>alert|<img src=x/);
  }
});

test('an unknown incident and an unknown month are 404 pages', async () => {
  for (const path of ['/incidents/aaaaaaaaaaaa', '/history/1999-01', '/history/2026-99']) {
    const answer = await fetch(`${server.url}${path}`);
    expect(answer.status, path).toBe(404);
    expect(await answer.text()).toContain('Page not found');
  }
});

test('of a busy day the page lists the newest incidents, and links to all of them', async () => {
  const page = await html('/');
  expect(page).toContain('>Busy 7<');
  expect(page).not.toContain('>Busy 2<');
  const [, path = '', day = ''] =
    /href="(\/history\/[\d-]+)#([\d-]+)"[^>]*>2 more/.exec(page) ?? [];
  const month = await html(path);
  expect(month).toContain(`id="${day}"`);
  expect(month).toContain('>Busy 1<');
});

test('feeds are linked where readers look for them', async () => {
  const page = await html('/');
  const announced = [...page.matchAll(/rel="alternate" type="[^"]+"[^>]+href="([^"]+)"/g)];
  expect(announced.map(([, href]) => href)).toEqual([
    '/updates.rss',
    '/updates.atom',
    '/updates.json',
  ]);
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function visit(path: string, options: Parameters<Browser['newPage']>[0] = {}) {
    const tab: Tab = await browser.newPage({ timezoneId: 'Asia/Kolkata', ...options });
    const complaints: string[] = [];
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        complaints.push(message.text());
    });
    tab.on('pageerror', (error) => complaints.push(error.message));
    tab.on('dialog', (dialog) => {
      complaints.push(`a dialog said ${dialog.message()}`);
      void dialog.dismiss();
    });
    tab.on('request', (request) => {
      if (request.resourceType() !== 'document' && !request.url().startsWith('data:'))
        complaints.push(`asked for ${request.url()}`);
    });
    await tab.goto(`${server.url}${path}`);
    return { tab, complaints };
  }

  test.each(['light', 'dark'] as const)(
    'no axe violation and no overflow, %s, on a phone and a desktop',
    async (colorScheme) => {
      for (const width of [360, 1280])
        for (const path of ['/', '/history', `/incidents/${incident}`]) {
          const { tab, complaints } = await visit(path, {
            viewport: { width, height: 800 },
            colorScheme,
          });
          expect(complaints).toEqual([]);
          const overflow = await tab.evaluate(
            () => document.documentElement.scrollWidth - innerWidth,
          );
          expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
          expect(await tab.locator('main img, main script').count()).toBe(0);
          await tab.close();
        }
    },
  );

  test('input is displayed as typed', async () => {
    const { tab } = await visit('/');
    await expect.poll(() => tab.locator('.entries li', { hasText: 'alert(1)' }).count()).toBe(1);
    const title = await tab.locator('.entries a', { hasText: 'alert(1)' }).textContent();
    expect(title).toBe(HOSTILE_IN_XML.trim());
    await tab.close();
  });

  test('the reader’s clock adds relative times', async () => {
    const { tab } = await visit('/');
    expect(await tab.locator('.promise').textContent()).toMatch(/in 4[34] min\s*$/);
    expect(await tab.locator('.newest').textContent()).toMatch(/1[67] min ago/);
    expect(await tab.locator('.newest time').first().textContent()).toMatch(/ IST$/);
    await tab.close();
  });

  test('a reader elsewhere sees their own zone, and the page’s on request', async () => {
    const { tab } = await visit('/', { timezoneId: 'Europe/Berlin' });
    const time = tab.locator('.newest time').first();
    expect(await time.textContent()).toMatch(/ CES?T$/);
    expect(await time.getAttribute('title')).toMatch(/ IST$/);
    expect(await tab.locator('footer').textContent()).toContain('Europe/Berlin');
    await tab.close();
  });

  test('a reader with a 12-hour clock sees 12 hours, in the page’s zone too', async () => {
    const { tab } = await visit('/', { locale: 'en-US' });
    const time = tab.locator('.newest time').first();
    expect(await time.textContent()).toMatch(/^\d{1,2}:\d\d [AP]M GMT\+5:30$/);
    expect(await time.getAttribute('title')).toMatch(/^\d\d:\d\d IST$/);
    await tab.close();
    const german = await visit('/de', { locale: 'de-AT' });
    expect(await german.tab.locator('.newest time').first().textContent()).toMatch(/^\d\d:\d\d /);
    await german.tab.close();
  });

  test('zones that agree today are told apart on the day in question', async () => {
    const tab = await browser.newPage({ timezoneId: 'Africa/Abidjan' });
    await tab.route(server.url, async (route) => {
      const drawn = await (await route.fetch()).text();
      const body = drawn
        .replace('data-zone="Asia/Kolkata"', 'data-zone="Europe/London"')
        .replace(
          /<main[^>]*>/,
          '$&<time id="july" datetime="2030-07-01T08:00:00Z">Jul 1, 2030, 09:00 BST</time><time id="january" datetime="2030-01-01T08:00:00Z">Jan 1, 2030, 08:00 GMT</time>',
        );
      await route.fulfill({ body, contentType: 'text/html' });
    });
    await tab.goto(server.url);
    await expect.poll(() => tab.locator('#july').textContent()).toBe('Jul 1, 2030, 08:00 GMT');
    expect(await tab.locator('#january').textContent()).toBe('Jan 1, 2030, 08:00 GMT');
    await tab.close();
  });

  test('the zone list has current names', async () => {
    const { tab } = await visit('/');
    const names = await tab.locator('#zone option').allTextContents();
    for (const name of ['Europe/Kyiv', 'Asia/Ho_Chi_Minh', 'America/Nuuk'])
      expect(names.filter((one) => one === name)).toEqual([name]);
    for (const old of ['Europe/Kiev', 'Asia/Calcutta', 'Asia/Saigon', 'America/Godthab'])
      expect(names).not.toContain(old);
    await tab.close();
  });

  test('the page’s color is used and the policy allows it', async () => {
    const { tab } = await visit('/');
    const colour = await tab
      .locator('a.btn.main')
      .evaluate((button) => getComputedStyle(button).backgroundColor);
    expect(colour).toBe('rgb(255, 212, 0)');
    await tab.close();
  });

  test('each button and each standalone link is large enough to tap', async () => {
    const { tab } = await visit('/', { viewport: { width: 360, height: 800 } });
    const small = await tab.locator('.btn, .brand, .hit, .pick').evaluateAll((links) =>
      links
        .map((link) => ({ text: link.textContent, box: link.getBoundingClientRect() }))
        .filter(({ box }) => box.height < 44 || box.width < 44)
        .map(({ text, box }) => `${text} ${box.width}×${box.height}`),
    );
    expect(small).toEqual([]);
    await tab.close();
  });
});

test('of a long incident the page shows the newest ten updates, and links to all', async () => {
  for (let n = 2; n <= 13; n++) await page.update(incident, { body: `Attempt ${n}.` });
  await expect.poll(() => html('/'), { timeout: 20_000 }).toContain('Attempt 13.');
  const front = await html('/');
  expect(front.match(/Attempt \d+\./g)).toHaveLength(10);
  expect(front).toMatch(new RegExp(`href="/incidents/${incident}"[^>]*>All updates \\(13\\)`));
  expect((await html(`/incidents/${incident}`)).match(/Attempt \d+\./g)).toHaveLength(12);
});

test('only sites named by the owner may frame the public pages, and none the forms', async () => {
  const origins = ['https://intranet.example.com', 'http://wall.local:8080'];
  const asked = async (path: string) => {
    const { headers } = await fetch(`${server.url}${path}`);
    const ancestors = /frame-ancestors ([^;]*)/.exec(headers.get('content-security-policy') ?? '');
    return [ancestors?.[1], headers.get('x-frame-options')];
  };
  const pages = ['/', '/de', '/history', '/uptime', '/api/docs', `/incidents/${incident}`];
  for (const path of pages) expect(await asked(path), path).toEqual(["'none'", 'DENY']);
  const { etag } = Object.fromEntries((await fetch(server.url)).headers);
  await savePage(page.deps, author, PAGE_ID, {
    name: 'Acme',
    timeZone: 'Asia/Kolkata',
    supportUrl: null,
    noindex: true,
    frameOrigins: origins,
  });
  while ((await asked('/'))[1] === 'DENY') await new Promise((resume) => setTimeout(resume, 50));
  for (const path of pages)
    expect(await asked(path), path).toEqual([`'self' ${origins.join(' ')}`, null]);
  for (const path of [
    '/subscribe',
    '/de/subscribe',
    '/subscribe/sent',
    '/confirm/x',
    '/subscriptions/x',
    '/u/x',
    '/admin',
    '/admin/sign-in',
    '/setup',
  ])
    expect(await asked(path), path).toEqual(["'none'", 'DENY']);
  expect(await asked('/embed/frame')).toEqual(['*', null]);
  expect(await asked('/history.rss')).toEqual(["'none'", 'DENY']);
  const again = await fetch(server.url, { headers: { 'if-none-match': etag ?? '' } });
  expect(again.status).toBe(200);
  expect(again.headers.get('x-robots-tag')).toBe('noindex');
  expect(await again.text()).toContain('<meta name="robots" content="noindex">');
});
