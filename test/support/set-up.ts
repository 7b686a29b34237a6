import type { Browser } from 'playwright-core';
import type { Server } from './server.ts';

/** Sets a fresh server up, as a new owner does; answers the cookies of their session. */
export async function setUpInBrowser(
  browser: Browser,
  server: Server,
  components = ['Cards', 'Checkout'],
) {
  const [link] = await server.printed(/http\S+\/setup\?token=\S+/);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto(link);
  await page.fill('[name=pageName]', 'Northwind');
  await page.selectOption('[name=timeZone]', 'Etc/UTC');
  await page.fill('[name=components]', components.join('\n'));
  await page.fill('[name=name]', 'Ada');
  await page.fill('[name=email]', 'ada@example.com');
  await page.fill('[name=password]', 'correct horse battery staple');
  await page.click('main button.main');
  await page.waitForURL(/\/admin(\?|$)/);
  const cookies = await context.cookies();
  await context.close();
  return cookies;
}
