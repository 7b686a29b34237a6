import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { hasSqld, startSqld } from '../support/edge/sqld.ts';
import { startFaultProxy } from '../support/server/network-faults.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

const name = hasSqld
  ? 'What a reader sees first, in each state of a page'
  : 'No sqld here: what a reader sees first, in each state of a page';

describeInBrowser(name, () => {
  let browser: Browser;
  let server: Server;
  let reader: Page;
  let page: TestPage;
  let sqld: Awaited<ReturnType<typeof startSqld>>;
  let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
  const folder = mkdtempSync(join(tmpdir(), 'allclear-states-'));
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    if (!hasSqld) return;
    [browser, sqld] = await Promise.all([launch(), startSqld()]);
    proxy = await startFaultProxy(sqld.url);
    page = await openPage({ name: 'Northwind', url: sqld.url });
    const env = { SECRET_KEY: 'a secret that only this test knows', FRESH_SECONDS: '2' };
    server = await startServer({ cwd: folder, env: { DATABASE_URL: proxy.url, ...env } });
    reader = await (await browser.newContext({ baseURL: server.url })).newPage();
  });
  afterAll(async () => {
    if (!hasSqld) return;
    await browser?.close();
    await server?.stop();
    page?.close();
    await proxy?.stop();
    await sqld?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** At the hour of the story, `ago` before the reader looks. */
  const at = (ago: number) => page.at(Date.now() - ago);
  const publish = async (
    key: string,
    ago: number,
    input: Omit<Parameters<TestPage['publish']>[0], 'deliverNotifications'>,
  ) => {
    at(ago);
    ids[key] = await page.publish({ ...input, deliverNotifications: false });
  };
  const ended = async (key: string, ago: number, body: string, components: object) => {
    at(ago);
    await page.update(ids[key] ?? '', { state: 'resolved', body, components: { ...components } });
  };

  const states: [state: string, make: () => Promise<unknown>, says: RegExp][] = [
    ['empty', async () => undefined, /No active incidents/],
    [
      'well',
      async () => {
        at(40 * 24 * HOUR);
        const group = await page.component({ name: 'Payments', group: true });
        for (const [key, groupId] of [
          ['Cards', group],
          ['Bank transfers', group],
          ['Search', null],
          ['Sign-in', null],
        ] as const)
          ids[key] = await page.component({ name: key, groupId: groupId });
        const cards = ids.Cards ?? '';
        await publish('old', 9 * 24 * HOUR, {
          name: 'Card payments were declined',
          state: 'investigating',
          body: 'About one in five card payments is declined. We’re investigating the cause.',
          components: { [cards]: 'partial_outage' },
        });
        await ended('old', 9 * 24 * HOUR - 70 * MINUTE, 'Card payments go through again.', {
          [cards]: 'operational',
        });
      },
      /All systems operational/,
    ],
    [
      'minor',
      () =>
        publish('minor', 20 * MINUTE, {
          name: 'Search is slower than usual',
          state: 'identified',
          body: 'Results take up to ten seconds. We’ve identified the cause and are adding capacity.',
          components: { [ids.Search ?? '']: 'degraded_performance' },
          nextUpdateBy: Date.now() + 25 * MINUTE,
        }),
      /Search is slower than usual/,
    ],
    [
      'critical-overdue',
      () =>
        publish('critical', 70 * MINUTE, {
          name: 'Nobody can sign in or pay',
          state: 'investigating',
          body: 'Signing in and every payment fail.\n\n> Orders that were placed before 9:00 are safe.',
          components: Object.fromEntries(
            ['Cards', 'Bank transfers', 'Search', 'Sign-in'].map((key) => [
              ids[key] ?? '',
              'major_outage',
            ]),
          ),
          nextUpdateBy: Date.now() - 12 * MINUTE,
        }),
      /Update overdue since/,
    ],
    [
      'maintenance',
      async () => {
        const well = Object.fromEntries(
          ['Cards', 'Bank transfers', 'Search', 'Sign-in'].map((key) => [
            ids[key] ?? '',
            'operational',
          ]),
        );
        await ended('minor', 3 * MINUTE, 'Search is as fast as before.', {});
        await ended('critical', 2 * MINUTE, 'Everything works again. We are sorry.', well);
        const works = ids['Bank transfers'] ?? '';
        await publish('works', MINUTE, {
          name: 'Bank transfers: database upgrade',
          state: 'in_progress',
          body: 'Transfers wait until the upgrade is done; none is lost.',
          scheduledFor: Date.now() - MINUTE,
          scheduledUntil: Date.now() + HOUR,
          components: { [works]: 'under_maintenance' },
        });
      },
      /Bank transfers is under maintenance/,
    ],
    ['stale', async () => (proxy.faults.down = '503'), /Status as of/],
  ];

  test.skipIf(!hasSqld).each(states)('%s', async (_state, make, says) => {
    await make();
    await reader.setViewportSize(SIZES.phone);
    await eventually(async () => {
      await reader.goto('/');
      expect(await reader.locator('body').innerText()).toMatch(says);
    });
    const status = reader.locator('main h1');
    expect(await status.isVisible()).toBe(true);
    expect((await status.boundingBox())?.y).toBeLessThan(SIZES.phone.height / 2);
    for (const width of [320, 1280]) {
      await reader.setViewportSize({ width, height: 700 });
      expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        width,
      );
    }
  });
});
