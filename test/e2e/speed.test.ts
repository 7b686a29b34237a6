import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { setUpForAll } from '../support/set-up.ts';

/** `SCREENS=1` keeps what the story looks like under docs/screens. */
const screens = process.env.SCREENS ? resolve(import.meta.dirname, '../../docs/screens') : null;
const keep = async (page: Page, what: string) =>
  screens && page.screenshot({ path: join(screens, `speed-${what}.png`) });

/** From the overview after signing in to a public SEV1 update: keystrokes and clicks. */
const MOST = 25;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

describeInBrowser('A first update at 3 a.m.', () => {
  const on = setUpForAll({ components: ['Cards', 'Checkout', 'Search'] });

  /** Somebody who has just signed in, and every key and click that counts. */
  async function lead(viewport: { width: number; height: number }, javaScriptEnabled = true) {
    const hasTouch = viewport === PHONE;
    const page = await on.owner({ javaScriptEnabled, viewport, hasTouch });
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
        await page.selectOption(select, value);
      },
      done: async (how: string) => {
        await page.waitForURL(/done=published/);
        const told = await (await fetch(on.url())).text();
        console.log(`${how}: ${count} keystrokes and clicks, of ${MOST}`);
        expect(count).toBeLessThanOrEqual(MOST);
        return told;
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
    await keep(page, `palette-${size.replace(' ', '')}`);
    await keys('Enter');
    await page.locator('[name=body]:focus, [name=name]:focus').waitFor();
    await isWritten(page);
    await keep(page, `form-${size.replace(' ', '')}`);
    await keys('Control+Enter');
    expect(await done(`By keyboard, ${size}`)).toContain(`${component}: major outage`);
    await isSev1(page);
    await keep(page, `published-${size.replace(' ', '')}`);
  });

  test.each([
    ['1280 px', DESK, 'Cards', true],
    ['390 px', PHONE, 'Checkout', true],
    ['390 px without JavaScript', PHONE, 'Search', false],
  ] as const)('by clicks and taps, at %s', async (size, viewport, component, script) => {
    const { page, tap, choose, done } = await lead(viewport, script);
    await tap(`a[aria-label="Report incident: ${component}"]`);
    await choose('[name=severity]', 'SEV1');
    if (script) await isWritten(page);
    await tap('button[value=publish]');
    if (!script && !page.url().includes('done')) await tap('button[value=publish]');
    expect(await done(`By clicks, ${size}`)).toContain(`${component}: partial outage`);
    await isSev1(page);
  });
});
