import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { launch } from '../support/browser/browser.ts';
import { freePort } from '../support/server/port.ts';

/** `npm run screens`: takes the pictures in docs/screens from a started demo. */
const FOLDER = resolve(import.meta.dirname, '../../docs/screens');
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const TRIAGE = {
  what_is_broken: 'Timeouts in the developer dashboard',
  who_is_affected: 'About 12% of signed-in developers',
  how_bad: 'Pages load at the second try, no data lost',
  what_changed: 'A storage node was replaced at 11:50',
};
const NOTES = [
  'Errors come from one storage node',
  '! Take the node out of rotation',
  '? Are webhooks affected?',
];

const port = await freePort();
const demo = spawn(process.execPath, ['api/cli/demo.ts'], {
  cwd: resolve(import.meta.dirname, '../..'),
  env: { ...process.env, PORT: `${port}`, HOST: '127.0.0.1', BASE_URL: '' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const lines: string[] = [];
for await (const line of createInterface(demo.stdout)) {
  lines.push(line.trim());
  if (line.includes('is running at')) break;
}
demo.stdout.resume();
const email = lines.findIndex((line) => /^\S+@\S+$/.test(line));
const url = `http://127.0.0.1:${port}`;
const browser = await launch();
try {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER);
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const tab = await context.newPage();
  await tab.goto('/admin/sign-in');
  await tab.fill('[name=email]', lines[email] ?? '');
  await tab.fill('[name=password]', lines[email + 1] ?? '');
  await tab.click('main button.main');
  await tab.waitForURL(/\/admin(\?|$)/);
  const incident = await firstHref(tab, '.row a.name');
  await fillRoom(tab, incident);

  await take(tab, 'console-overview', '/admin');
  await take(tab, 'room', incident);
  await take(tab, 'console-update', `${incident}?new`, writeUpdate);
  await take(tab, 'console-components', '/admin/components');
  await take(tab, 'console-insights', '/admin/insights');
  await take(tab, 'console-subscribers', '/admin/subscribers');
  await take(tab, 'console-appearance', '/admin/settings/appearance');
  await take(tab, 'page-incident', '/');
  await take(tab, 'page-subscribe', '/subscribe');
  await take(tab, 'page-uptime', '/uptime');
  await take(tab, 'page-history', '/history');
  await take(tab, 'page-component', await componentPath(tab));
} finally {
  demo.kill('SIGINT');
  await once(demo, 'exit');
}
process.exit();

/** One page in both sizes and both themes. */
async function take(
  tab: Page,
  name: string,
  path: string,
  prepare?: (tab: Page) => Promise<void>,
): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await tab.setViewportSize(viewport);
    await tab.goto(path);
    await prepare?.(tab);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      await tab.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`) });
    }
  }
  console.log(name);
}

/** What a lead has written a few minutes after the incident began. */
async function fillRoom(tab: Page, incident: string): Promise<void> {
  const post = async (part: string, form: Record<string, string>) => {
    const answer = await tab.request.post(`${incident}/room/${part}`, {
      form,
      headers: { origin: url },
    });
    if (!answer.ok()) throw new Error(`${part}: ${answer.status()}`);
  };
  await tab.goto(incident);
  await tab.click('#acknowledge button');
  await tab.locator('#acknowledge').waitFor({ state: 'detached' });
  await tab.click('button[name=commander]');
  await tab.locator('.brief', { hasText: /Commander\s*Robin/ }).waitFor();
  await post('triage', TRIAGE);
  for (const line of NOTES) await post('events', { line });
}

async function writeUpdate(tab: Page): Promise<void> {
  await tab.fill(
    '[name=body]',
    'The last node is back. Pages load normally again, and we’re watching the results.',
  );
  const preview = tab.locator('iframe[name=preview]');
  if (!(await preview.isVisible())) return;
  await tab.frameLocator('iframe[name=preview]').getByText('The last node is back').waitFor();
}

async function firstHref(tab: Page, selector: string): Promise<string> {
  const href = await tab.locator(selector).first().getAttribute('href');
  if (!href) throw new Error(`no link ${selector}`);
  return href;
}

async function componentPath(tab: Page): Promise<string> {
  await tab.goto('/uptime');
  return firstHref(tab, '.figures tr:not(.of-group) a');
}
