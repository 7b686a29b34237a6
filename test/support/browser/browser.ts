import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { describe } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const onPath = (...names: string[]): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(existsSync);

/** `CHROMIUM_PATH`, or the first Chromium on the PATH. */
export const chromiumPath: string | undefined = process.env.CHROMIUM_PATH ?? onPath(...names);

/** The same engine without windows takes a quarter less CPU time. */
const headlessPath = onPath('chromium-headless-shell') ?? chromiumPath;

let running: Promise<Browser> | undefined;

/**
 * Contexts of the one Chromium of this worker, which ends with the worker; `close` closes them.
 * 24-hour times unless a test sets a locale; Playwright's default locale is en-US.
 */
export async function launch(): Promise<Browser> {
  running = running?.then((one) => (one.isConnected() ? one : start())) ?? start();
  const browser = await running;
  const opened: BrowserContext[] = [];
  const newContext: Browser['newContext'] = async (options = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    opened.push(context);
    return context;
  };
  return Object.assign(Object.create(browser) as Browser, {
    newContext,
    newPage: async (options = {}) => (await newContext(options)).newPage(),
    close: async () => {
      await Promise.all(opened.splice(0).map((context) => context.close()));
    },
  } satisfies Partial<Browser>);
}

const start = (): Promise<Browser> =>
  chromium.launch({
    ...(headlessPath ? { executablePath: headlessPath } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Tests that need a browser. Without one they are skipped with a message; in CI they fail. */
export function describeInBrowser(name: string, body: () => void): void {
  if (chromiumPath || process.env.CI) return void describe(name, body);
  console.warn(
    `Skipped “${name}”: no Chromium. Install it, or name it in CHROMIUM_PATH, to run the browser tests.`,
  );
  describe.skip(name, body);
}
