import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launch } from '../browser/browser.ts';
import { type Server, startServer } from '../server/server.ts';

export const PASSWORD = 'correct horse battery staple';

/** A tab in a new browser profile. */
export async function person(
  browser: Browser,
  server: Server,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return page;
}

type Start = { pageName?: string; timeZone?: string; components?: readonly string[] };

/** Sets up a new server as its owner and stays signed in. */
export async function setUp(
  owner: Page,
  server: Server,
  { pageName = 'Northwind', timeZone = 'Etc/UTC', components = ['Cards', 'Checkout'] }: Start = {},
): Promise<void> {
  const [link] = await server.printed(/http\S+\/setup\?token=\S+/);
  await owner.goto(link);
  await owner.fill('[name=pageName]', pageName);
  await owner.selectOption('[name=timeZone]', timeZone);
  await owner.fill('[name=components]', components.join('\n'));
  await owner.fill('[name=name]', 'Ada');
  await owner.fill('[name=email]', 'ada@example.com');
  await owner.fill('[name=password]', PASSWORD);
  await owner.click('main button.main');
  await owner.waitForURL(/\/admin(\?|$)/);
}

/** Turns off the delay in which mail can be stopped. */
export async function sendWithoutDelay(owner: Page): Promise<void> {
  await owner.goto('/admin/settings/email');
  await owner.fill('[name=mailHold]', '0');
  await owner.click('main button.main');
  await owner.waitForURL(/done=saved/);
}

/** Chooses the first template of the form's state: its questions are folded until then. */
export async function chooseTemplate(page: Page): Promise<void> {
  await page.click('.helper > summary');
  await page.click('[data-template]:not([data-template=blank])');
  await page.locator('[data-compose-again]').waitFor();
}

/** Puts the composed text into the message, and waits until it is there. */
export async function insertIntoMessage(page: Page, says: string): Promise<void> {
  await page.click('[data-compose-again]');
  await page.waitForFunction(
    (part) => document.querySelector<HTMLTextAreaElement>('#body')?.value.includes(part),
    says,
  );
}

/** Sets up a new server and returns the cookies of its owner. */
export async function setUpInBrowser(browser: Browser, server: Server, start?: Start) {
  const owner = await person(browser, server);
  await setUp(owner, server, start);
  const cookies = await owner.context().cookies();
  await owner.context().close();
  return cookies;
}

/** A browser and a server that is set up, for the tests of one `describe`. */
export function setUpForAll(
  start?: Start,
  envOf: () => Promise<Record<string, string>> = async () => ({}),
) {
  let browser: Browser;
  let server: Server;
  let cookies: Awaited<ReturnType<typeof setUpInBrowser>>;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer({ env: await envOf() });
    cookies = await setUpInBrowser(browser, server, start);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });
  const stranger = (options?: BrowserContextOptions) => person(browser, server, options);
  return {
    url: () => server.url,
    server: () => server,
    stranger,
    /** A tab in which the owner is signed in. */
    owner: async (options?: BrowserContextOptions): Promise<Page> => {
      const page = await stranger(options);
      await page.context().addCookies(cookies);
      return page;
    },
  };
}

/** The current page, bypassing the browser's cache. */
export async function open(reader: Page, path: string): Promise<void> {
  await reader.goto(path);
  await reader.reload();
}
