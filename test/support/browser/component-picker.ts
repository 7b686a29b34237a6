import type { Page } from 'playwright-core';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';

/** The box of a component in the list of a form, which is opened first. */
async function boxOf(page: Page, name: string) {
  const panel = page.locator('.picker-add');
  if (!(await panel.evaluate((one: HTMLDetailsElement) => one.open)))
    await panel.locator('> summary').click();
  const row = panel.locator('.pick', { has: page.getByText(name, { exact: true }) });
  return row.locator('input');
}

/** Gives a component a status in the form of an update, with or without JavaScript. */
export async function pick(page: Page, name: string, status: ComponentStatus): Promise<void> {
  await (await boxOf(page, name)).check();
  await page.locator('#pickStatus').selectOption(status);
  await page.locator('[data-done]').click();
}

/** Chooses a component of a maintenance. */
export const choose = async (page: Page, name: string): Promise<void> =>
  (await boxOf(page, name)).check();

/** The status that the form gives to the only component in it. */
export const picked = (page: Page) => page.locator('input[name^="c."]:enabled');
