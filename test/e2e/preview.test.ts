import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/browser.ts';
import { countShifts, shiftOf } from '../support/browser/layout-shift.ts';
import { setUpForAll } from '../support/world/set-up.ts';

describeInBrowser('The preview beside the form', () => {
  const world = setUpForAll();
  const form = async (javaScriptEnabled: boolean): Promise<Page> => {
    const page = await world.owner({ javaScriptEnabled });
    await page.goto('/admin/incidents/new');
    await page.fill('[name=name]', 'Card payments fail');
    await page.click('.more > summary');
    await page.selectOption('[name=severity]', 'SEV1');
    if (!javaScriptEnabled) await page.selectOption('[name="f.next_update"]', '15');
    await page.fill('[name=body]', 'Every card is declined.');
    return page;
  };
  const shown = (page: Page, words: string | RegExp) =>
    page.frameLocator('iframe[name=preview]').getByText(words).first().waitFor();

  test('with JavaScript it follows the typing, and “back” leaves the form', async () => {
    const page = await form(true);
    expect(await page.locator('[name="f.next_update"]').inputValue()).toBe('15');
    await shown(page, 'Every card is declined.'); // open by itself, where there is room
    await page.fill('[name=body]', 'Some cards are declined.');
    await shown(page, 'Some cards are declined.');
    await page.click('.preview button:has-text("Email as text")');
    await shown(page, /^Investigating: Card payments fail/);
    expect(await page.locator('#recipient-summary').innerText()).toMatch(
      /Emails wait 30 seconds|No one is/,
    );
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    expect(await page.locator('details.preview').getAttribute('open')).toBeNull();
    await page.goBack();
    expect(page.url()).not.toContain('/incidents/new');
    await page.context().close();
  });

  test('without JavaScript each button shows its preview, and no input is lost', async () => {
    const page = await form(false);
    await page.click('.preview button:has-text("Page")');
    await shown(page, 'Every card is declined.');
    await shown(page, /Next update by/);
    await page.click('.preview button:text-is("Email")');
    await shown(page, 'View incident');
    expect(await page.locator('[name=name]').inputValue()).toBe('Card payments fail');
    await page.context().close();
  });

  test('nothing moves while a page loads in another time zone: neither the times nor the footer', async () => {
    const { incidents } = await (
      await fetch(`${world.url()}/api/v2/incidents/unresolved.json`)
    ).json();
    if (incidents.length === 0) {
      const owner = await form(true);
      await owner.click('[value=publish]');
      await owner.locator('#found a, .published').first().waitFor();
      if (!owner.url().includes('done=')) await owner.click('[value=publish]');
      await owner.waitForURL(/done=published/);
      await owner.context().close();
    }
    for (const width of [390, 1280]) {
      const abroad = { timezoneId: 'Asia/Kolkata', viewport: { width, height: 844 } };
      const reader = await world.stranger(abroad);
      await countShifts(reader);
      const cdp = await reader.context().newCDPSession(reader);
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: 12 }); // scripts come late
      for (const path of ['/', '/history', '/uptime']) {
        await reader.goto(path);
        await reader.evaluate(() => scrollTo(0, document.body.scrollHeight)); // shifts count in sight
        await reader.reload({ waitUntil: 'networkidle' });
        await reader.locator('#zone select').waitFor();
        const { shift, moved } = await shiftOf(reader);
        expect(shift, `${path} at ${width} pixels: ${moved.join('; ')}`).toBeLessThan(0.01);
      }
      await reader.context().close();
    }
  });
});
