import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { setUpForAll } from '../support/set-up.ts';

describeInBrowser('The preview beside the form', () => {
  const on = setUpForAll();
  const form = async (javaScriptEnabled: boolean): Promise<Page> => {
    const page = await on.owner({ javaScriptEnabled });
    await page.goto('/admin/incidents/new');
    await page.fill('[name=name]', 'Card payments fail');
    await page.fill('[name="f.what_users_see"]', 'Every card is declined');
    await page.selectOption('[name=severity]', 'SEV1');
    return page;
  };
  const shown = (page: Page, words: string | RegExp) =>
    page.frameLocator('iframe[name=preview]').getByText(words).first().waitFor();

  test('with JavaScript it follows what one types, and “back” leads away from the form', async () => {
    const page = await form(true);
    expect(await page.locator('[name="f.next_update"]').inputValue()).toBe('15');
    await page.click('.preview summary');
    await shown(page, 'Every card is declined.');
    await page.fill('[name="f.what_users_see"]', 'Some cards are declined');
    await shown(page, 'Some cards are declined.');
    await page.click('.preview button:has-text("Email as text")');
    await shown(page, /^Investigating: Card payments fail/);
    await page.locator('#told', { hasText: 'Updated immediately: page' }).waitFor();
    await page.goBack();
    expect(page.url()).not.toContain('/incidents/new');
    await page.context().close();
  });

  test('without JavaScript each button shows its surface, and nothing typed is lost', async () => {
    const page = await form(false);
    await page.click('.preview summary');
    await page.click('.preview button:has-text("Page")');
    await shown(page, 'Every card is declined.');
    await shown(page, /Next update by/);
    await page.click('.preview button:text-is("Email")');
    await shown(page, 'View incident');
    expect(await page.locator('[name=name]').inputValue()).toBe('Card payments fail');
    await page.context().close();
  });
});
