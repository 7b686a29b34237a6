import ical, { type VEvent } from 'node-ical';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { newId } from '../../api/core/id.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { localInput } from '../../api/domain/time/zone.ts';
import { openDb } from '../../db/engine/client.ts';
import { write } from '../../db/engine/write.ts';
import { findSitePage } from '../../db/page/page.ts';
import { insertSubscribers } from '../../db/subscriber/seed.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { choose } from '../support/browser/component-picker.ts';
import { movableClock } from '../support/server/movable-clock.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { open, person, sendWithoutDelay, setUp } from '../support/world/set-up.ts';

const READER = 'reader@example.com';
const TITLE = 'Upgrade of the payment system';

describeInBrowser('A maintenance, from its plan to its end', () => {
  test('page, calendar and mailbox show each step', async () => {
    const clock = movableClock();
    const server = await startServer({ env: clock.env });
    const browser = await launch();
    try {
      const lead = await person(browser, server);
      const reader = await person(browser, server, { javaScriptEnabled: false });
      await setUp(lead, server, { timeZone: 'Europe/Berlin' });
      await sendWithoutDelay(lead);
      await subscribeOne(server);
      const start = Math.ceil(Date.now() / HOUR) * HOUR + 3 * DAY;
      const moved = start + DAY;
      await lead.goto('/admin/maintenances/new');
      await lead.fill('[name=name]', TITLE);
      await lead.selectOption('[name=zone]', 'Asia/Tokyo');
      await lead.fill('[name=scheduledFor]', localInput(start, 'Asia/Tokyo'));
      await lead.fill('[name=scheduledUntil]', localInput(start + 2 * HOUR, 'Asia/Tokyo'));
      // Both zones, while it is typed.
      const means = lead.locator('#plan-window');
      await means.getByText('2 hours').waitFor();
      expect(await means.innerText()).toMatch(/Asia\/Tokyo[\s\S]*Europe\/Berlin \(page\)/);
      await screenshot(lead, 'plan');
      await lead.fill('[name=body]', 'Card payments pause for a minute.');
      await choose(lead, 'Cards');
      await lead.locator('summary', { hasText: /^Automation/ }).click();
      await lead.selectOption('[name=verify]', '30');
      await lead.getByText('Notify subscribers').nth(1).click();
      await lead.click('main button.main');
      await lead.waitForURL(/\/admin\/incidents\/[a-z0-9]{12}\?done=published/);
      const own = new URL(lead.url()).pathname;
      await expectMails(lead, 'Scheduled', 1);
      await shows(reader, /Scheduled maintenance[\s\S]*Upgrade of the payment system/);
      const first = await eventOf(server);
      expect(first.start.getTime()).toBe(start);

      clock.moveTo(start - DAY + MINUTE);
      await expectMails(lead, 'Reminder', 2);

      await lead.goto(own);
      await lead.getByRole('link', { name: 'Edit maintenance' }).click();
      await lead.fill('[name=scheduledFor]', localInput(moved, 'Asia/Tokyo'));
      await lead.fill('[name=scheduledUntil]', localInput(moved + 2 * HOUR, 'Asia/Tokyo'));
      await screenshot(lead, 'change');
      await lead.click('main button.main');
      await lead.waitForURL(/done=saved/);
      await expectMails(lead, 'Rescheduled', 3);
      await shows(reader, /Previously: [\s\S]*New time: /);
      const second = await eventOf(server);
      expect([second.uid, second.start.getTime()]).toEqual([first.uid, moved]);
      expect(Number(second.sequence)).toBeGreaterThan(Number(first.sequence));

      clock.moveTo(start + MINUTE); // the old beginning, and a day before the new one
      await expectMails(lead, 'Reminder', 4);
      clock.moveTo(moved + MINUTE);
      await expectMails(lead, 'In progress', 5);
      await shows(reader, /under maintenance[\s\S]*Maintenance in progress/i);
      await screenshot(reader, 'running');
      clock.moveTo(moved + 95 * MINUTE);
      await expectMails(lead, 'Verifying', 6);
      clock.moveTo(moved + 121 * MINUTE);
      await expectMails(lead, 'Completed', 7);
      await shows(reader, /all systems operational/i);
      expect((await eventOf(server)).status).toBe('CONFIRMED');
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      await browser.close();
      await server.stop();
      clock.remove();
    }
  });
});

/** `MAINTENANCE_SCREENS=folder` keeps what it looks like there. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.MAINTENANCE_SCREENS;
  if (!folder) return;
  for (const [size, width] of [
    ['desktop', 1280],
    ['phone', 390],
  ] as const)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `${folder}/${name}-${size}-${colorScheme}.png`,
        fullPage: true,
      });
    }
}

async function subscribeOne(server: Server): Promise<void> {
  const db = openDb({ url: server.databaseUrl });
  const at = Date.now() - 1000;
  const row = { id: newId(), email: READER, state: 'active' as const, confirmedAt: at };
  const pageId = (await findSitePage(db, null))?.id ?? '';
  const whole = { ...row, pageId, createdAt: at, updatedAt: at };
  await write(db, insertSubscribers(db, [{ row: whole, componentIds: [] }]));
  db.$client.close();
}

/** The newest mail is this one, and it is the nth in all. */
async function expectMails(lead: Page, label: string, n: number): Promise<void> {
  await eventually(async () => {
    await lead.goto('/admin/mail');
    const mails = lead.locator('main table').last().locator('tr', { hasText: TITLE });
    expect(await mails.count()).toBe(n);
    expect(await mails.first().innerText()).toContain(`[${label}]`);
  });
}

async function shows(reader: Page, words: RegExp): Promise<void> {
  await eventually(async () => {
    await open(reader, '/');
    expect(await reader.locator('main').innerText()).toMatch(words);
  });
}

async function eventOf(server: Server): Promise<VEvent> {
  const text = await (await fetch(`${server.url}/maintenance.ics`)).text();
  const event = Object.values(ical.sync.parseICS(text)).find((one) => one?.type === 'VEVENT');
  if (event?.type !== 'VEVENT') throw new Error(`no event in ${text}`);
  return event;
}
