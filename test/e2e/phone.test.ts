import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { setUpInBrowser } from '../support/world/set-up.ts';

const PHONE = { width: 390, height: 844 };

describeInBrowser('On a phone', () => {
  let browser: Browser;
  let server: Server;
  let lead: Page;
  beforeAll(async () => {
    browser = await launch();
    server = await startServer();
    const cookies = await setUpInBrowser(browser, server);
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
    });
    await context.addCookies(cookies);
    lead = await context.newPage();
    lead.setDefaultTimeout(20_000);
  });
  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  const boxOf = async (of: Locator) =>
    (await of.boundingBox()) ?? expect.fail('it has no place on the screen');
  const isInSight = async (of: Locator) => {
    const box = await boxOf(of);
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(PHONE.width);
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(PHONE.height);
  };

  test.each([
    ['/admin', 'Overview'],
    ['/admin/components', 'Components'],
    ['/admin/subscribers', 'Subscribers'],
    ['/admin/settings/members', 'Settings'],
  ])('at %s the menu shows every section, and the current one', async (address, name) => {
    await lead.goto(address);
    await lead.getByRole('button', { name: 'Menu' }).tap();
    const links = lead.locator('.menu :is(a, form button)');
    const words = (await links.allInnerTexts()).map((one) => one.split('\n')[0]);
    expect(words.slice(0, 3)).toEqual(['Overview', 'Incidents', 'Maintenance']);
    expect(words.slice(-3)).toEqual(['View page', 'Account', 'Sign out']);
    for (const link of await links.all()) await isInSight(link);
    expect(await lead.locator('.menu [aria-current]').innerText()).toBe(name);
  });

  test('a component without a group has its name and status in one line', async () => {
    await lead.goto('/');
    const component = lead.locator('#list li').first();
    const [name, status] = [component.locator('.name > a'), component.locator('.status')];
    expect((await boxOf(name)).height).toBeLessThan(48);
    expect((await boxOf(status)).y).toBeLessThan((await boxOf(name)).y + 24);
    await isInSight(status);
  });

  test('the header of the console is one line, and its menu needs no script', async () => {
    const bare = await lead
      .context()
      .browser()
      ?.newContext({
        baseURL: server.url,
        viewport: { width: 320, height: 700 },
        javaScriptEnabled: false,
        storageState: await lead.context().storageState(),
      });
    const tab = (await bare?.newPage()) ?? expect.fail('no browser');
    await tab.goto('/admin/incidents');
    expect((await boxOf(tab.locator('.top'))).height).toBeLessThan(60);
    await tab.getByRole('button', { name: 'Menu' }).click();
    await tab.getByRole('link', { name: 'Components' }).click();
    expect(new URL(tab.url()).pathname).toBe('/admin/components');
    await bare?.close();
  });

  test('a form begins with its first question, and says beside its buttons that it is not saved', async () => {
    await lead.goto('/admin/maintenances/new');
    const form = await boxOf(lead.locator('#plan'));
    const first = await boxOf(lead.locator('#plan label').first());
    expect(first.y - form.y).toBeLessThan(24);

    await lead.fill('[name=name]', 'Upgrade of the payment system');
    await eventually(() => isInSight(lead.locator('.go [data-saved]')));
    await lead.context().setOffline(true);
    await lead.locator('[name=body]').fill('Card payments may fail for ten minutes.');
    const notice = lead.locator('.go', { hasText: 'Not saved: no connection' });
    await notice.waitFor();
    await isInSight(notice);
    await lead.context().setOffline(false);
    await lead.locator('.go [data-saved]').waitFor();
  });

  test('a date that nobody has set says so, since some browsers show today in it', async () => {
    await lead.goto('/admin/maintenances/new');
    const hint = (field: string) =>
      lead.locator(`label[for=${field}]`).evaluate((l) => getComputedStyle(l, '::after').content);
    for (const field of ['scheduledFor', 'scheduledUntil'])
      expect(await hint(field)).toContain('not set');
    await lead.fill('[name=scheduledFor]', '2030-01-01T10:00');
    expect([await hint('scheduledFor'), await hint('scheduledUntil')]).toEqual([
      'none',
      expect.stringContaining('not set'),
    ]);
  });

  test('a select is drawn by us and as tall as an input, since some browsers draw their own taller', async () => {
    await lead.goto('/admin/incidents/new');
    const tall = (selector: string) =>
      lead.locator(selector).evaluateAll((fields) =>
        fields
          .filter((field) => field.checkVisibility())
          .map((field) => ({
            height: Math.round(field.getBoundingClientRect().height),
            drawnBy: getComputedStyle(field).appearance,
          })),
      );
    const [input] = await tall('main form input[name=name]');
    const selects = await tall('main form select');
    expect(selects.length).toBeGreaterThan(0);
    for (const select of selects)
      expect(select).toEqual({ height: input?.height, drawnBy: 'none' });
  });

  test('components are dragged into a group, and ordered with the arrow keys in one request', async () => {
    await lead.goto('/admin/components/new?kind=group');
    await lead.fill('[name=name]', 'Payments');
    await lead.locator('main .btn.main').click();
    await lead.waitForURL(/done=added/);
    const order = () => lead.locator('.tree .name').allInnerTexts();
    const handleOf = (name: string) =>
      lead.getByRole('button', { name: `Move ${name}`, exact: true });
    expect(await order()).toEqual(['Cards', 'Checkout', 'Payments']);
    const saved = () =>
      lead.waitForResponse(
        (r) => r.url().endsWith('/admin/components/place') && r.status() === 204,
      );

    const from = await boxOf(handleOf('Cards'));
    const to = await boxOf(lead.locator('.tree summary'));
    const dragged = saved();
    await lead.mouse.move(from.x + 10, from.y + 10);
    await lead.mouse.down();
    await lead.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 5 });
    await lead.locator('[data-drop=into]').waitFor();
    await lead.mouse.up();
    await dragged;
    expect(await lead.locator('.branch .item .name').allInnerTexts()).toEqual(['Cards']);

    let requests = 0;
    lead.on('request', (r) => {
      if (r.url().endsWith('/place')) requests++;
    });
    const stepped = saved();
    await handleOf('Checkout').focus();
    for (const key of ['ArrowDown', 'ArrowUp', 'ArrowDown']) await lead.keyboard.press(key);
    await stepped;
    await lead.reload();
    expect(await order()).toEqual(['Payments', 'Cards', 'Checkout']);
    expect(requests).toBe(1);
  });

  test('a component is dragged out of its group by touch; the list does not scroll', async () => {
    const phone = await lead.context().newCDPSession(lead);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: object[]) =>
      phone.send('Input.dispatchTouchEvent', { type, touchPoints } as never);
    const from = await boxOf(lead.getByRole('button', { name: 'Move Cards', exact: true }));
    const to = await boxOf(lead.getByRole('button', { name: 'Move Checkout', exact: true }));
    const saved = lead.waitForResponse((r) => r.url().endsWith('/components/place'));
    const x = from.x + 10;
    await touch('touchStart', { x, y: from.y + 20 });
    for (const y of [from.y + 30, to.y + to.height / 2, to.y + to.height - 4])
      await touch('touchMove', { x, y });
    await lead.locator('[data-drop=after]').waitFor();
    await touch('touchEnd');
    expect((await saved).status()).toBe(204);
    expect(await lead.evaluate(() => scrollY)).toBe(0);
    await lead.reload();
    expect(await lead.locator('.tree .name').allInnerTexts()).toEqual([
      'Payments',
      'Checkout',
      'Cards',
    ]);
  });

  test('an order that could not be saved is undone, with the reason', async () => {
    const order = () => lead.locator('.tree .name').allInnerTexts();
    const before = await order();
    await lead.route('**/place', (route) => route.abort());
    await lead.getByRole('button', { name: 'Move Checkout' }).focus();
    await lead.keyboard.press('ArrowUp');
    await lead.getByText('Check your connection').waitFor();
    expect(await order()).toEqual(before);
    await lead.unroute('**/place');
  });

  test('without a selected component, the error is next to the selection', async () => {
    await lead.goto('/subscribe');
    await lead.fill('[name=email]', 'reader@example.com');
    await lead.check('[value=some]');
    await lead.locator('main button').click();
    await eventually(() => isInSight(lead.getByText('Choose at least one component')));
    const wrong = await boxOf(lead.locator('#components-error'));
    const choice = await boxOf(lead.locator('.boxes'));
    expect(wrong.y).toBeLessThan(choice.y);
  });
});
