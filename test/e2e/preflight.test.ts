import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/browser.ts';
import { pick } from '../support/browser/component-picker.ts';
import { countShifts, shiftOf } from '../support/browser/layout-shift.ts';
import { eventually } from '../support/world/eventually.ts';
import { setUpForAll } from '../support/world/set-up.ts';

describeInBrowser('The check before publishing, at the text', () => {
  const world = setUpForAll();
  const form = async (javaScriptEnabled: boolean): Promise<Page> => {
    const page = await world.owner({ javaScriptEnabled });
    await page.goto('/admin/incidents/new');
    await page.fill('[name=name]', 'Card payments fail');
    expect(await page.textContent('#check')).toMatch(/checks run before you publish/);
    await page.fill('[name=body]', 'Payments fail on prod-db-02.');
    await page.selectOption('[name="f.next_update"]', '30');
    await pick(page, 'Cards', 'partial_outage');
    return page;
  };
  const published = /\/admin\/incidents\/[a-z0-9]{12}\?done=published/;
  const TEXT = 'Payments fail on prod-db-02.';

  test('with JavaScript findings appear while typing, and are marked in the text', async () => {
    const page = await form(true);
    await eventually(async () => expect(await page.locator('#found').innerText()).toBe('1 error'));
    expect(await page.locator('#check [data-rule=host]').isVisible()).toBe(false);
    await page.locator('#found a').click();
    await page.locator('#check [data-rule=host] mark', { hasText: 'prod-db-02' }).waitFor();
    await page.locator('#check [data-rule=host] a').click();
    const marked = await page
      .locator('#body')
      .evaluate((text: HTMLTextAreaElement) =>
        text.value.slice(text.selectionStart, text.selectionEnd),
      );
    expect(marked).toBe('prod-db-02');
    await page.fill('[name=body]', 'Payments fail.');
    await page.locator('#check', { hasText: 'No issues found' }).waitFor();
    expect(await page.locator('#found').innerText()).toBe('');
    await page.click('button[value=publish]');
    await page.waitForURL(published);
    await page.context().close();
  });

  test.each([390, 1280])('no part of the form moves while one writes, at %i px', async (width) => {
    const page = await world.owner({ viewport: { width, height: 844 } });
    await countShifts(page);
    await page.goto('/admin/incidents/new');
    await page.fill('[name=name]', 'Card payments fail');
    const found = page.locator('#found');
    for (const [text, says] of [
      ['Probably prod-db-02 is down. TODO', /errors/],
      ['Some payments fail. We’re investigating.', /warnings/],
    ] as const) {
      await page.fill('[name=body]', text);
      await eventually(async () => expect(await found.innerText()).toMatch(says));
    }
    await page.locator('#draft-kept', { hasText: 'Draft saved' }).waitFor();
    const { shift, moved } = await shiftOf(page);
    expect(shift, moved.join('; ')).toBeLessThan(0.02);
    await page.context().close();
  });

  test.each([390, 1280])(
    'an incident without a component shows a warning beside the buttons at %i px, and one click publishes it',
    async (width) => {
      const page = await form(true);
      await page.setViewportSize({ width, height: 844 });
      await page.fill('[name=name]', `Card payments fail at ${width}`);
      await page.fill('[name=body]', 'Payments fail.');
      await page.getByRole('button', { name: 'Remove Cards' }).click();
      await page.locator('#found', { hasText: '1 warning' }).waitFor();
      await page.locator('#found a').click();
      const finding = page.locator('#check [data-rule=no-component]');
      expect(await finding.innerText()).toContain('No affected components selected');
      expect(
        await finding.boundingBox().then((box) => (box?.x ?? 0) + (box?.width ?? 0)),
      ).toBeLessThan(width);
      await finding.locator('a').click();
      expect(page.url()).toMatch(/#components$/);
      await page.click('button[value=publish]');
      await page.waitForURL(published);
      await page.context().close();
    },
  );

  test('without JavaScript the buttons show findings, no input is lost, and a reason publishes', async () => {
    const page = await form(false);
    await page.click('[data-check-again] button');
    expect(await page.locator('#body').inputValue()).toBe(TEXT);
    expect(await page.locator('#check mark').innerText()).toBe('prod-db-02');
    await page.click('button[value=publish]');
    expect(await page.locator('.wrong').innerText()).toContain('“prod-db-02”');
    expect(await page.locator('#body').inputValue()).toBe(TEXT);
    await page.fill('[name=override]', 'Customers know it by this name');
    await page.click('button[value=publish]');
    await page.waitForURL(published);
    await page.context().close();
  });
});
