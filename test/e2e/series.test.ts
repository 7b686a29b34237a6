import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { localInput } from '../../api/domain/time/zone.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { choose } from '../support/browser/component-picker.ts';
import { startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { person, setUpInBrowser } from '../support/world/set-up.ts';

const DAY = 86_400_000;

describeInBrowser('A series of maintenance', () => {
  test('is planned by a rule, previewed before it is saved, and changed as one, without JavaScript', async () => {
    const server = await startServer();
    const browser = await launch();
    try {
      const cookies = await setUpInBrowser(browser, server);
      const open = async (javaScriptEnabled: boolean) => {
        const page = await person(browser, server, { javaScriptEnabled });
        await page.context().addCookies(cookies);
        return page;
      };
      const [plain, live] = [await open(false), await open(true)];
      await plain.goto('/admin/settings/email');
      await plain.fill('[name=remindBefore]', '7 d, soon');
      await plain.click('main button.main');
      await plain.getByText('“soon” isn’t a duration').waitFor();
      await plain.fill('[name=remindBefore]', '7 d, 90 min');
      await plain.click('main button.main');
      await plain.waitForURL(/done=saved/);

      const first = Math.ceil(Date.now() / DAY) * DAY + 2 * DAY + 2 * 3_600_000;
      const at = (ms: number) => localInput(ms, 'Etc/UTC');
      await plain.goto('/admin/maintenances/new');
      expect(await plain.getByLabel('7 days before').isChecked()).toBe(true);
      expect(await plain.getByLabel('1 hour 30 minutes before').isChecked()).toBe(true);
      await plain.fill('[name=name]', 'Backup of the payment system');
      await plain.fill('[name=scheduledFor]', at(first));
      await plain.fill('[name=scheduledUntil]', at(first + 3_600_000));
      await plain.locator('summary', { hasText: /^Repeat/ }).click();
      await plain.getByText('Custom recurrence (RRULE)').click();
      await plain.fill('[name=rrule]', 'FREQ=DAILY');
      await plain.click('main button.main');
      await plain.getByText('The rule has no end.').first().waitFor();
      expect(await plain.inputValue('[name=name]')).toBe('Backup of the payment system');
      await takeScreenshot(plain, 'refused');
      await plain.fill('[name=rrule]', 'FREQ=DAILY;INTERVAL=2;COUNT=4');
      await plain.getByRole('button', { name: 'Preview dates' }).click();
      const means = plain.locator('#plan-window');
      await means.getByText('4 windows').waitFor();
      expect(await means.innerText()).toMatch(/Not sent[\s\S]*7 days before/);
      await plain.fill('[name=body]', 'Card payments pause for a minute.');
      await choose(plain, 'Cards');
      await takeScreenshot(plain, 'planned');
      await plain.click('main button.main');
      await plain.waitForURL(/done=published/);
      const own = new URL(plain.url()).pathname;

      await live.goto('/admin/maintenances/new');
      await live.fill('[name=scheduledFor]', at(first + 30 * DAY));
      await live.fill('[name=scheduledUntil]', at(first + 30 * DAY + 3_600_000));
      await live.locator('summary', { hasText: /^Repeat/ }).click();
      await live.getByText('Custom recurrence (RRULE)').click();
      await live.fill('[name=rrule]', 'FREQ=WEEKLY;COUNT=6');
      await live.locator('#plan-window').getByText('6 windows').waitFor();

      // The rest of its windows is the tick's.
      await eventually(async () => {
        await plain.goto(`${own.replace('incidents', 'maintenances')}/edit`);
        expect(await plain.locator('main').innerText()).toContain(
          'This and following windows (4 scheduled',
        );
      });
      const [second] = await others(plain);
      await plain.goto(`/admin/maintenances/${second}/edit`);
      await plain.fill('[name=scheduledFor]', at(first + 2 * DAY + 7_200_000));
      await plain.fill('[name=scheduledUntil]', at(first + 2 * DAY + 3 * 3_600_000));
      await plain.click('main button.main');
      await plain.waitForURL(/done=saved/);
      await plain.goto(`${own.replace('incidents', 'maintenances')}/edit`);
      await plain.getByText('Edited individually, so not changed').waitFor();
      await plain.getByLabel('All upcoming windows').check();
      await plain.fill('[name=scheduledFor]', at(first + 3_600_000));
      await plain.fill('[name=scheduledUntil]', at(first + 2 * 3_600_000));
      await takeScreenshot(plain, 'change');
      await plain.click('main button.main');
      await plain.waitForURL(/done=series-saved-kept/);
      await takeScreenshot(plain, 'changed');
      await live.goto(own.replace('/admin', ''));
      await live.getByText('This also applies to these dates').waitFor();
      await takeScreenshot(live, 'reader');
      await plain.goto(`${own.replace('incidents', 'maintenances')}/cancel`);
      await plain.getByLabel('This and following windows').check();
      await takeScreenshot(plain, 'cancel');
      await plain.click('main button.danger');
      await plain.waitForURL(/done=series-cancelled-kept/);
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      await browser.close();
      await server.stop();
    }
  }, 180_000);
});

/** The windows but the first, soonest first. */
async function others(page: Page): Promise<string[]> {
  await page.goto('/admin/maintenances');
  const links = page.locator('main a[href^="/admin/incidents/"]');
  const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  const ids = [...new Set(hrefs.map((href) => href.split('/').at(-1) ?? ''))];
  const dated = await Promise.all(
    ids.map(async (id) => {
      const answer = await page.request.get(`/incidents/${id}.json`);
      const { scheduled_for } = await answer.json();
      return { id, at: Date.parse(scheduled_for) };
    }),
  );
  return dated
    .toSorted((a, b) => a.at - b.at)
    .slice(1)
    .map(({ id }) => id);
}

/** Nothing that axe-core finds and nothing cut, at both widths and in both colours; `SERIES_SCREENS=folder` keeps them. */
async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SERIES_SCREENS;
  const drawn = await page.content();
  // axe-core needs scripts: the same page, drawn where they run.
  const context = await page
    .context()
    .browser()
    ?.newContext({ baseURL: new URL(page.url()).origin });
  if (!context) throw new Error('no browser');
  const copy = await context.newPage();
  await copy.route('**/drawn', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: drawn.replace(/<script[\s\S]*?<\/script>/g, ''),
    }),
  );
  await copy.goto('/drawn');
  await copy.evaluate(axe.source);
  for (const width of [390, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      await copy.setViewportSize({ width, height: 900 });
      await copy.emulateMedia({ colorScheme });
      const wide = await copy.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, name).toBeLessThanOrEqual(width);
      const errors = await copy.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
        const { violations } = await axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      expect(errors, name).toEqual([]);
      const path = `${folder}/${name}-${width}-${colorScheme}.png`;
      if (folder) await copy.screenshot({ path, fullPage: true });
    }
  await context.close();
}
