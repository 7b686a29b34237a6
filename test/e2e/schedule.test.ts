import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { localInput } from '../../api/domain/time/zone.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { pick } from '../support/browser/component-picker.ts';
import { movableClock } from '../support/server/movable-clock.ts';
import { startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { person, setUp } from '../support/world/set-up.ts';

describeInBrowser('Publishing at a time', () => {
  test('the time is shown in both zones, it is published once on schedule, and no expired promise goes out', async () => {
    const clock = movableClock();
    const server = await startServer({ env: clock.env });
    const browser = await launch();
    try {
      const lead = await person(browser, server);
      await setUp(lead, server);
      const write = async (title: string, at: number) => {
        await lead.goto('/admin/incidents/new');
        await lead.fill('[name=name]', title);
        await lead.fill('[name=body]', 'Cards are declined.');
        await lead.selectOption('[name="f.next_update"]', '30');
        await pick(lead, 'Cards', 'partial_outage');
        await lead.getByText('More options').click();
        await lead.selectOption('[name=publishZone]', 'Asia/Tokyo');
        await lead.fill('[name=publishAt]', localInput(at, 'Asia/Tokyo'));
        const means = lead.locator('#publish-when');
        await means.getByText('UTC (page)').waitFor();
        expect(await means.innerText()).toContain('Asia/Tokyo');
        await lead.click('button[value=schedule]');
        await lead.waitForURL(/done=draft-scheduled/);
      };
      const first = Math.ceil(clock.now() / MINUTE) * MINUTE + HOUR;
      await write('Planned words', first);
      expect(await lead.locator('main').innerText()).toContain('in Asia/Tokyo');
      await lead.goto('/admin');
      await lead.getByRole('button', { name: 'Unschedule Planned words' }).waitFor();
      const page = async () => (await fetch(server.url)).text();
      expect(await page()).not.toContain('Planned words');

      clock.moveTo(first + 10 * MINUTE); // ten ticks were missed
      await eventually(async () => expect(await page()).toContain('Planned words'));
      await lead.goto('/admin');
      await lead.getByRole('link', { name: 'Planned words' }).first().click();
      expect(await lead.locator('.timeline > li').count()).toBe(1);

      await lead.goto('/admin/sign-in');
      const late = Math.ceil(clock.now() / MINUTE) * MINUTE + HOUR;
      await write('Words too late', late);
      clock.moveTo(late + HOUR);
      await eventually(async () => {
        await lead.goto('/admin');
        expect(await lead.locator('main').innerText()).toContain(
          'The next update time has already passed',
        );
      });
      expect(await page()).not.toContain('Words too late');
      await eventually(async () => {
        await lead.goto('/admin/mail');
        expect(await lead.locator('main').innerText()).toContain('Not published: Words too late');
      });
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      await browser.close();
      await server.stop();
      clock.remove();
    }
  });
});
