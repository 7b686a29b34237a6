import type { Browser, Page } from 'puppeteer-core';
import puppeteer from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from '../support/browser/browser.ts';
import { freePort } from '../support/server/port.ts';
import { programAt, proxies, startProxy } from '../support/server/proxies.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { FULL } from '../support/size.ts';
import { eventually } from '../support/world/eventually.ts';
import { announced } from '../support/world/random.ts';
import { PASSWORD } from '../support/world/set-up.ts';

const NAME = 'status.lan';
const READER = 'reader@example.com';
const browsers = { chromium: chromiumPath, firefox: programAt('firefox-esr') };

/** Names and addresses that no browser trusts over http, as it trusts localhost and 127.0.0.0/8. */
const elsewhere = [NAME, '192.0.2.7'];

function launch(kind: keyof typeof browsers, javaScript = true): Promise<Browser> {
  const rules = elsewhere.map((host) => `MAP ${host} 127.0.0.1`).join(', ');
  const chrome = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-features=HttpsUpgrades',
    '--enable-features=BackForwardCache',
    `--host-resolver-rules=${rules}`,
  ];
  return puppeteer.launch({
    browser: kind === 'firefox' ? 'firefox' : 'chrome',
    executablePath: browsers[kind] ?? '',
    acceptInsecureCerts: true,
    args: kind === 'chromium' ? chrome : [],
    extraPrefsFirefox: { 'network.dns.localDomains': NAME, 'javascript.enabled': javaScript },
  });
}

type Way = {
  host: string;
  proxy?: keyof typeof proxies;
  hasBaseUrl: boolean;
  javaScript?: false;
};
const ways: [keyof typeof browsers, string, Way][] = [
  ['chromium', 'http and a name', { host: NAME, hasBaseUrl: true }],
  ['chromium', 'http and IPv4', { host: '192.0.2.7', hasBaseUrl: false }],
  ['chromium', 'http and IPv6', { host: '[::1]', hasBaseUrl: true }],
  ['chromium', 'https behind nginx', { host: NAME, proxy: 'nginx', hasBaseUrl: true }],
  ['chromium', 'https behind Caddy', { host: NAME, proxy: 'caddy', hasBaseUrl: true }],
  [
    'firefox',
    'http and a name, without JavaScript',
    { host: NAME, hasBaseUrl: false, javaScript: false },
  ],
  ['firefox', 'https behind nginx', { host: NAME, proxy: 'nginx', hasBaseUrl: true }],
];

const random = announced('ADDRESSES_SEED');
/** Chromium's way by http and a name, another one of its ways, and one of Firefox; `npm run faults` takes all. */
const chosen = Object.values(
  Object.groupBy(ways, ([kind, name]) => (name === 'http and a name' ? name : kind)),
).flatMap((alike = []) => {
  const first = Math.floor(random() * alike.length);
  return FULL ? alike : alike.slice(first, first + 1);
});

describe.each(['chromium', 'firefox'] as const)('Every form works in %s', (kind) => {
  const isHere = browsers[kind] !== undefined;
  let browser: Browser;
  beforeAll(async () => {
    if (isHere) browser = await launch(kind);
  });
  afterAll(() => browser?.close());

  for (const [, name, way] of chosen.filter(([which]) => which === kind)) {
    const isReady = isHere && (!way.proxy || proxies[way.proxy] !== undefined);
    // A walk through 13 pages, with a browser and a server of its own.
    test.skipIf(!isReady)(`by ${name}`, { timeout: 180_000 }, async () => {
      const javaScript = way.javaScript ?? true;
      const own = javaScript ? null : await launch(kind, false);
      const port = await freePort();
      const proxy = way.proxy && (await startProxy(way.proxy, way.host, port));
      const url = proxy?.url ?? `http://${way.host}:${port}`;
      const env = { PORT: `${port}`, BASE_URL: way.hasBaseUrl ? url : '' };
      const server = await startServer({ env });
      try {
        const page = await (own ?? browser).newPage();
        page.setDefaultTimeout(15_000);
        const steps = await walk(page, server, url, { hasBaseUrl: way.hasBaseUrl, javaScript });
        expect(Object.keys(steps)).toHaveLength(javaScript ? 9 : 13);
        expect(
          Object.entries(steps).filter(([, status]) => status !== 303 && status !== 200),
        ).toEqual([]);
        if (kind === 'chromium' && url.startsWith(`http://${NAME}`)) await comeBack(page, url);
        if (process.env.STEPS) console.log(`${kind}, ${name}: ${JSON.stringify(steps)}`);
        await page.close();
      } catch (error) {
        throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
      } finally {
        await own?.close();
        await server.stop();
        await proxy?.stop();
      }
    });
  }
});

/** From set-up to leaving; the status with which each form was answered. */
async function walk(
  page: Page,
  server: Server,
  url: string,
  { hasBaseUrl, javaScript }: { hasBaseUrl: boolean; javaScript: boolean },
): Promise<Record<string, number>> {
  const steps: Record<string, number> = {};
  await page.setViewport({ width: 1280, height: 900 }); // the console's menu is in sight
  let posted = 0;
  page.on('response', (response) => {
    const request = response.request();
    const isPreview = request.frame() !== page.mainFrame();
    if (request.method() === 'POST' && request.isNavigationRequest() && !isPreview)
      posted = response.status();
  });
  const submission = async (step: string, selector: string) => {
    posted = 0;
    const click = javaScript
      ? page.click(selector)
      : page.mouse.click(...(await placeOf(selector)));
    await Promise.all([page.waitForNavigation(), click]);
    // A draft that is saved at this moment changes the address too.
    await eventually(async () => expect(posted).not.toBe(0));
    steps[step] = posted;
  };
  /** Puppeteer waits with promises of the page, which has none without JavaScript. */
  const placeOf = (selector: string) =>
    page.$eval(selector, (button): [number, number] => {
      button.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { x, y, width, height } = button.getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    });
  const fill = async (fields: Record<string, string>) => {
    for (const [name, value] of Object.entries(fields))
      if (javaScript) await page.locator(`[name="${name}"]`).fill(value);
      else
        await page.$eval(
          `[name="${name}"]`,
          (field, text) => {
            (field as HTMLInputElement).value = text;
          },
          value,
        );
  };
  const words = () => page.$eval('main', (main) => main.innerText);
  const account = { email: 'ada@example.com', password: PASSWORD };

  const [, link] = await server.printed(/(\/setup\?token=\S+)/);
  await page.goto(url + link);
  expect(await page.evaluate(() => isSecureContext)).toBe(/^https:|\[::1\]/.test(url));
  await fill({ pageName: 'Northwind', components: 'Cards', name: 'Ada', ...account });
  await submission('set up', 'main button.main');
  expect(page.url()).toBe(`${url}/admin?done=set-up`);
  const noted = await page.evaluate(() =>
    [...document.querySelectorAll('.note.warn')]
      .filter((note) => note.checkVisibility())
      .map((note) => note.textContent)
      .join(' '),
  );
  expect(noted.includes(`BASE_URL=${url}`)).toBe(!hasBaseUrl);
  await submission('sign out', 'form[action="/admin/sign-out"] button');
  await fill(account);
  await submission('sign in', 'main button.main');
  await page.goto(`${url}/admin/settings/email`);
  await fill({ mailHold: '0' });
  await submission('save a setting', 'main button.main');

  await page.goto(`${url}/subscribe`);
  await fill({ email: READER });
  await submission('sign up', 'main form button[type=submit]');
  await eventually(async () => {
    await page.goto(`${url}/admin/mail`);
    expect(await words()).toContain(READER);
  });
  await page.goto(await page.$eval('main table:last-of-type a', (a) => a.href));
  const [, token] = /\/confirm\/(\S+)/.exec(await words()) ?? [];
  await page.goto(`${url}/confirm/${token}`);
  await submission('confirm', 'main form button');
  await page.goto(await page.$eval('main a[href*="/subscriptions/"]', (a) => a.href));
  await page.select('[name=locale]', 'de');
  await submission('change the subscription', 'main form:not(.leave) button');
  expect(page.url()).toContain('?saved');

  await page.goto(`${url}/admin/incidents/new`);
  const template = await page.$eval(
    '[data-template]:not([data-template=blank])',
    (button) => (button as HTMLButtonElement).dataset.template,
  );
  await page.goto(`${url}/admin/incidents/new?template=${template}`);
  await fill({
    name: 'Card payments fail',
    'f.what_users_see': 'Cards are declined',
    'f.who_is_affected': 'customers who pay by card',
    'f.workaround': 'You can pay by bank transfer.',
  });
  await page.select('[name="f.next_update"]', '30');
  await page.select('select:has(option[value=partial_outage])', 'partial_outage');
  if (!javaScript) await submission('generate the text', 'button[value=compose]');
  else await page.click('[data-compose-again]');
  await eventually(async () =>
    expect(
      await page.$eval('[name=body]', (body) => (body as HTMLTextAreaElement).value),
    ).toContain('Cards are declined'),
  );
  await submission('publish', 'button[value=publish]');
  await eventually(async () => expect(page.url()).toContain('done=published'));
  if (!javaScript) {
    await page.goto(`${page.url().replace(/\?.*/, '')}?state=resolved`);
    await fill({ body: 'Cards are accepted again.' });
    await submission('resolve', 'button[value=publish]');
    expect(await words()).toContain('Write postmortem');
    await page.goto(`${url}/admin/maintenances/new`);
    await fill({
      name: 'Database upgrade',
      scheduledFor: `${new Date().getUTCFullYear() + 1}-01-01T01:00`,
      scheduledUntil: `${new Date().getUTCFullYear() + 1}-01-01T02:00`,
      body: 'Search is read-only meanwhile.',
    });
    await submission('check the maintenance', 'button[value=check]');
    await submission('announce the maintenance', 'main button.main');
    expect(page.url()).toContain('done=published');
  }

  await page.goto(
    await eventually(async () => {
      await page.goto(`${url}/admin/mail`);
      const link = await page.evaluate(
        () =>
          [...document.querySelectorAll<HTMLAnchorElement>('main table:last-of-type a')].find((a) =>
            a.textContent.includes('Card payments fail'),
          )?.href,
      );
      expect(link).toContain('/admin/mail/');
      return link ?? '';
    }),
  );
  const [, leave] = /\/u\/([\w.-]+)/.exec(await words()) ?? [];
  await page.goto(`${url}/u/${leave}`);
  await submission('unsubscribe', 'main form button');
  return steps;
}

/** Leaves the public page and the overview, publishes, and comes back by the browser’s cache. */
async function comeBack(page: Page, url: string): Promise<void> {
  const session = await page.createCDPSession();
  await session.send('Page.enable');
  const restored: string[] = [];
  session.on('Page.frameNavigated', ({ type, frame }) => {
    if (type === 'BackForwardCacheRestore') restored.push(frame.url);
  });
  const left = ['/', '/admin'];
  for (const path of left) await page.goto(url + path);
  await page.goto(`${url}/admin/incidents/new?template=blank`);
  await page.locator('[name=name]').fill('Search is slow');
  await page.locator('[name=body]').fill('Searches take a minute.');
  await page.select('[name="f.next_update"]', '30');
  await page.click('.picker-add > summary');
  await page.click('.picker-add .pick input');
  await page.select('#pickStatus', 'partial_outage');
  await page.click('[data-done]');
  await Promise.all([page.waitForNavigation(), page.click('button[value=publish]')]);
  expect(page.url()).toContain('done=published');
  const { entries } = await session.send('Page.getNavigationHistory');
  for (const path of left.toReversed()) {
    const entry = entries.findLast((one) => one.url === url + path);
    await session.send('Page.navigateToHistoryEntry', { entryId: entry?.id ?? 0 });
    await eventually(async () =>
      expect(await page.$eval('main', (main) => main.innerText)).toContain('Search is slow'),
    );
  }
  expect(restored).toEqual([`${url}/admin`, `${url}/`]);
}
