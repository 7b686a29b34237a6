import type { Browser, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patchComponent } from '../../api/actions/component/component.ts';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import type { GroupDisplay } from '../../api/domain/component/group-display.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';

let server: Server;
let page: TestPage;
let declined: string;
let europe: string;
const names = ['Cards', 'Wallets', 'Refunds', 'Payouts', 'Invoices', 'Überweisung'];

/** Four groups of six, and one component without a group. */
beforeAll(async () => {
  server = await startServer();
  page = await openPage({ url: server.databaseUrl, name: 'Acme' });
  page.at(Date.now());
  for (const region of ['Europe', 'America', 'Asia', 'Africa']) {
    const groupId = await page.component({ name: region, group: true });
    for (const name of names) {
      const id = await page.component({ name: `${name} ${region}`, groupId });
      if (region === 'Europe') europe = groupId;
      if (name === 'Cards' && region === 'Asia') declined = id;
    }
  }
  await page.component({ name: 'Website' });
  await eventually(async () =>
    expect(await (await fetch(server.url)).text()).toContain('Filter 25 components'),
  );
});
afterAll(async () => {
  page?.close();
  await server?.stop();
});

describeInBrowser('the list of components', () => {
  let browser: Browser;
  let tab: Tab;
  beforeAll(async () => {
    browser = await launch();
    tab = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await tab.goto(server.url);
  });
  afterAll(() => browser?.close());

  const shown = () => tab.locator('.list li:visible .name a').allTextContents();

  test('folds every group while all are operational', async () => {
    expect(await shown()).toEqual(['Website']);
    expect(await tab.locator('.component-group:visible').count()).toBe(4);
  });

  test('gives a group the full width of a phone, and its bar reacts to a tap without unfolding it', async () => {
    await tab.reload();
    const group = tab.locator('.component-group').first();
    const [list, line] = await Promise.all(
      [tab.locator('#list'), group.locator('summary').first()].map((one) => one.boundingBox()),
    );
    expect(line?.width).toBe((list?.width ?? 0) - 2);
    const [name, bar, figure] = await Promise.all(
      ['h3', 'span.days', '.figure'].map((part) => group.locator(part).first().boundingBox()),
    );
    expect((name?.y ?? 0) + (name?.height ?? 0)).toBeLessThanOrEqual((bar?.y ?? 0) + 8);
    expect(figure?.y).toBeGreaterThan(name?.y ?? 0);
    await group.locator('summary .days').first().click();
    await tab.locator('.day-details').waitFor();
    expect(await group.getAttribute('open')).toBeNull();
    await tab.keyboard.press('Escape');
  });

  test('is filtered by the words of a component and of its group, without accents or case', async () => {
    await tab.fill('#filter', 'UBER eur');
    expect(await shown()).toEqual(['Überweisung Europe']);
    await tab.fill('#filter', 'nothing like it');
    expect(await shown()).toEqual([]);
    expect(await tab.locator('#nothing').textContent()).toBe('No matching components.');
    await tab.fill('#filter', '');
    expect(await tab.locator('.component-group:visible').count()).toBe(4);
    expect(await shown()).toEqual(['Website']);
  });

  test('opens and closes every group with one button', async () => {
    const button = tab.locator('#expand');
    await tab.reload();
    await button.click();
    expect(await shown()).toHaveLength(25);
    expect(await button.textContent()).toBe('Collapse all');
    await button.click();
    expect(await shown()).toEqual(['Website']);
  });

  test('stays filtered when the page changes while it is open', async () => {
    await tab.fill('#filter', 'payouts');
    await page.component({ name: 'Payouts desk' });
    await eventually(async () => {
      await tab.evaluate(() => dispatchEvent(new Event('online')));
      expect(await shown()).toContain('Payouts desk');
    });
    expect(await shown()).toHaveLength(5);
    await tab.fill('#filter', '');
    await tab.reload();
  });

  test('opens a group by itself once a member is affected, with that member first', async () => {
    await page.publish({
      name: 'Cards are declined',
      state: 'investigating',
      body: 'We are looking into it.',
      components: { [declined]: 'partial_outage' },
    });
    await eventually(async () => {
      await tab.evaluate(() => dispatchEvent(new Event('online')));
      expect(await shown()).toEqual(['Cards Asia', 'Website', 'Payouts desk']);
    });
    expect(await tab.locator('.component-group[open] .count').first().textContent()).toBe(
      '1 of 6 affected',
    );
    expect(await tab.locator('.rest:visible summary').textContent()).toBe('5 operational');
  });

  test('shows a group as its owner chose, whatever its components’ status', async () => {
    const groups = async (display: GroupDisplay) => {
      await patchComponent(page.deps, author, PAGE_ID, europe, { groupDisplay: display });
      const open = `id="group-${europe}" open`;
      await eventually(async () =>
        expect((await (await fetch(server.url)).text()).includes(open)).toBe(
          display === 'expanded',
        ),
      );
    };
    await groups('expanded');
    await groups('collapsed');
  });

  test('shows what changes in a group that was drawn before', async () => {
    const html = async () => (await fetch(server.url)).text();
    await patchComponent(page.deps, author, PAGE_ID, declined, { name: 'Cards & more' });
    await eventually(async () => expect(await html()).toContain('Cards &amp; more'));
    await patchComponent(page.deps, author, PAGE_ID, declined, { description: 'Debit and credit' });
    await eventually(async () => expect(await html()).toContain('Debit and credit'));
    await patchComponent(page.deps, author, PAGE_ID, declined, { status: 'major_outage' });
    await eventually(async () => expect(await html()).toContain('status major_outage'));
  });

  test('without JavaScript has neither filter nor button, and its groups still open', async () => {
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(server.url);
    expect(await plain.locator('#filter:visible, #expand:visible').count()).toBe(0);
    await plain.click('#list .component-group >> nth=0 >> summary >> nth=0');
    expect(await plain.locator('.component-group[open] li:visible').count()).toBeGreaterThan(6);
    await plain.goto(`${server.url}/uptime`);
    const figures = plain.getByRole('link', { name: 'Cards Europe' });
    expect(await figures.isVisible()).toBe(false);
    await plain.click('.members summary >> nth=0');
    expect(await figures.isVisible()).toBe(true);
    await plain.setViewportSize({ width: 390, height: 844 });
    const table = await plain.locator('.figures').first().boundingBox();
    expect(table?.width).toBeLessThan(390);
    await plain.close();
  });
});

/** A list to paste: groups of seven with long names, and some components without a group. */
const HUNDREDS = Array.from({ length: 480 }, (_, i) => {
  if (i >= 460) return `Tool ${i}`;
  return i % 8 ? `  Core Authentication Service, part ${i}` : `Authentication in region ${i}`;
}).join('\n');

describeInBrowser('the console with hundreds of components', () => {
  let browser: Browser;
  let tab: Tab;
  beforeAll(async () => {
    browser = await launch();
    tab = await browser.newPage({ viewport: { width: 390, height: 844 }, baseURL: server.url });
    const owner = await addOwner(page.deps, PAGE_ID);
    await tab.goto('/admin/sign-in');
    await tab.fill('[name=email]', owner.email);
    await tab.fill('[name=password]', owner.password);
    await tab.click('main button.main');
    await tab.waitForURL(/\/admin(\?|$)/);
  });
  afterAll(() => browser?.close());

  const tooWide = () => tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test('they are pasted, filtered and moved, and nothing is cut off or inaccessible', {
    timeout: 120_000,
  }, async () => {
    await tab.goto('/admin/components/paste');
    await tab.fill('[name=list]', HUNDREDS);
    await tab.getByRole('button', { name: 'Preview' }).click();
    const errors = await accessViolations(tab);
    await tab.getByRole('button', { name: 'Add 422 components and 58 groups' }).click();
    await tab.waitForURL(/done=list-added/);
    errors.push(...(await accessViolations(tab)));
    await tab.fill('[data-filter]', 'REGION 280 part 285');
    const row = tab.locator('.tree .item:visible');
    await expect.poll(() => row.count()).toBe(1);
    await row.getByRole('checkbox').check();
    await tab.selectOption('[name=to]', { label: 'Asia' });
    errors.push(...(await accessViolations(tab)));
    await tab.setViewportSize({ width: 320, height: 700 });
    expect(await tooWide()).toBe(0);
    await tab.getByRole('button', { name: 'Move', exact: true }).click();
    await tab.waitForURL(/done=moved/);
    const moved = tab.locator('.branch', { hasText: 'Asia' }).locator('.item .name').last();
    expect(await moved.textContent()).toBe('Core Authentication Service, part 285');
    expect(errors).toEqual([]);
  });

  test('the overview is short, and its menu fits the screen', async () => {
    await tab.setViewportSize({ width: 390, height: 844 });
    await tab.goto('/admin');
    expect(await tab.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(3000);
    await tab.locator('.status-list > details > summary').last().click();
    await tab.getByRole('button', { name: 'Menu' }).click();
    expect(await accessViolations(tab)).toEqual([]);
    await tab.setViewportSize({ width: 320, height: 700 });
    expect(await tooWide()).toBe(0);
  });
});
