import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/browser.ts';
import { setUpForAll } from '../support/world/set-up.ts';

/** From the overview after signing in to a public SEV1 update: keystrokes and clicks. */
const MAX = 25;

/** Clicks, taps and key presses on the way, without the typed text. */
const MAX_PRESSES = 5;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

describeInBrowser('A first update at 3 a.m.', () => {
  const world = setUpForAll({ components: ['Cards', 'Checkout', 'Search'] });

  /** Somebody who has just signed in, and every key and click that counts. */
  async function lead(viewport: { width: number; height: number }, javaScriptEnabled = true) {
    const hasTouch = viewport === PHONE;
    const page = await world.owner({ javaScriptEnabled, viewport, hasTouch });
    await page.goto('/admin');
    let count = 0;
    return {
      page,
      keys: async (...keys: string[]) => {
        for (const key of keys) await page.keyboard.press(key);
        count += keys.length;
      },
      tap: async (name: string) => {
        count++;
        const target = page.locator(`${name} >> visible=true`).first();
        await (hasTouch && javaScriptEnabled ? target.tap() : target.click());
      },
      /** On a phone a choice is two taps: the list, then the line. */
      choose: async (select: string, value: string) => {
        count += 2;
        await page.locator(select).first().selectOption(value);
      },
      done: async (how: string, most = MAX) => {
        await page.waitForURL(/done=published/);
        const publicPage = await (await fetch(world.url())).text();
        console.log(`${how}: ${count} keystrokes and clicks, of ${most}`);
        expect(count).toBeLessThanOrEqual(most);
        return publicPage;
      },
    };
  }
  /** Nobody publishes a text before seeing it; with the script it is written a moment after opening. */
  const isWritten = (page: Page) =>
    page.waitForFunction(
      () => document.querySelector<HTMLTextAreaElement>('[name=body]')?.value !== '',
    );
  const isSev1 = (page: Page) => page.locator('main', { hasText: 'SEV1' }).first().waitFor();

  test.each([
    ['1280 px', DESK, 'Cards'],
    ['390 px', PHONE, 'Checkout'],
  ])('by keyboard alone, at %s', async (size, viewport, component) => {
    const { page, keys, done } = await lead(viewport);
    await keys('Control+k');
    await page.locator('#palette [role=option]').first().waitFor();
    await keys(...`sev1 ${component.slice(0, 3).toLowerCase()}`);
    await keys('Enter');
    await page.locator('[name=body]:focus, [name=name]:focus').waitFor();
    await isWritten(page);
    await keys('Control+Enter');
    expect(await done(`By keyboard, ${size}`)).toContain(`${component}: major outage`);
    await isSev1(page);
  });

  test.each([
    ['1280 px', DESK, 'Cards', true],
    ['390 px', PHONE, 'Checkout', true],
    ['390 px without JavaScript', PHONE, 'Search', false],
  ] as const)('by clicks and taps, at %s', async (size, viewport, component, script) => {
    const { page, tap, choose, done } = await lead(viewport, script);
    const report = `a[aria-label="Report incident: ${component}"]`;
    if (!(await page.locator(report).first().isVisible()))
      await tap('.components summary >> text=operational');
    await tap(report);
    await page.locator('.more > summary').click();
    await choose('[name=severity]', 'SEV1');
    if (script) await isWritten(page);
    await tap('button[value=publish]');
    if (!script && !page.url().includes('done')) await tap('button[value=publish]');
    expect(await done(`By clicks, ${size}`)).toContain(`${component}: partial outage`);
    await isSev1(page);
  });

  test.each([
    ['1280 px', DESK],
    ['390 px', PHONE],
  ])(
    'from the link for the highest severity, at %s: five interactions and the text',
    async (size, at) => {
      const { page, tap, done } = await lead(at);
      await tap('text=New SEV1 incident');
      await page.locator('[name=name]:focus').waitFor();
      await page.keyboard.type(`Transfers fail at ${size}`);
      await tap('[name=body]');
      await page.keyboard.type('Transfers are failing. We’re investigating.');
      await tap('.picker-add > summary');
      await tap('.picker-add .pick');
      await page.locator('#check .clear').waitFor();
      await tap('.go .btn.main');
      const publicPage = await done(`From the link, ${size}`, MAX_PRESSES);
      expect(publicPage).toContain('Next update by');
      expect(publicPage).toContain('Major outage');
      await isSev1(page);
    },
  );
});
