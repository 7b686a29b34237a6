import type { Browser, Page } from 'playwright-core';
import RssParser from 'rss-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { localInput } from '../../api/domain/time/zone.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { pick } from '../support/browser/component-picker.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import {
  chooseTemplate,
  insertIntoMessage,
  open,
  person,
  sendWithoutDelay,
  setUp,
} from '../support/world/set-up.ts';

const ZONE = 'Europe/Berlin';
const READER = 'reader@example.com';
const TITLE = 'Card payments are failing for some customers';

const story = [
  {
    state: 'Investigating',
    answers: {
      'f.what_users_see': 'About one in five card payments is declined with “try again later”',
      'f.who_is_affected': 'customers who pay by card',
      'f.workaround': 'You can pay by bank transfer in the meantime.',
    },
    choices: { 'f.next_update': '30' },
    says: 'About one in five card payments is declined',
    promises: true,
  },
  {
    state: 'Identified',
    answers: {
      'f.cause': 'A change to how we talk to one card network is the cause',
      'f.action': 'We are undoing it',
    },
    choices: { 'f.next_update': '30' },
    says: 'A change to how we talk to one card network is the cause.',
    promises: true,
  },
  {
    state: 'Monitoring',
    answers: { 'f.change': 'We have undone the change, and card payments go through again' },
    choices: { 'f.next_update': '60' },
    says: 'We have undone the change',
    promises: true,
  },
  {
    state: 'Resolved',
    answers: {
      'f.since': localInput(Date.now() - HOUR, ZONE),
      'f.end': localInput(Date.now() - MINUTE, ZONE),
      'f.impact': 'About one in five card payments was declined',
    },
    choices: {},
    says: 'About one in five card payments was declined',
    promises: false,
  },
];

describeInBrowser('The main job, from set-up to the four states', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('%s: page, feed and inbox show each state', async (_, javaScriptEnabled) => {
    const server = await startServer();
    const lead = await person(browser, server, { javaScriptEnabled });
    const reader = await person(browser, server, { javaScriptEnabled });
    for (const page of [lead, reader]) watch(page);
    try {
      await setUpThree(lead, server);
      await subscribeAndConfirm(reader, lead);
      await lead.goto('/admin/incidents/new');
      for (const [updateCount, step] of story.entries()) {
        if (updateCount > 0) {
          await lead.getByRole('link', { name: 'New update' }).click();
          await lead.locator('.seg button', { hasText: step.state }).click();
          await lead.locator('.seg [aria-current]', { hasText: step.state }).waitFor();
        }
        await chooseTemplate(lead);
        if (updateCount === 0) await lead.fill('[name=name]', TITLE);
        await answer(lead, step, updateCount === 0);
        await publish(lead, step.says);
        await readEverywhere(reader, lead, step, updateCount + 1);
        await lead.goto('/admin/incidents');
        await lead.getByRole('link', { name: TITLE }).first().click();
      }
      await lead.goto('/admin/subscribers');
      await lead.getByRole('link', { name: READER, exact: true }).click();
      expect(await lead.locator('main').innerText()).toMatch(/Resolved: .*\s+Sent\s/);
      expect(complaints).toEqual([]);
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      for (const page of [lead, reader]) await page.context().close();
      await server.stop();
    }
  });
});

/** Problems that a browser reports: script errors, policy violations, requests to other hosts. */
const complaints: string[] = [];
function watch(page: Page): void {
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!/^(http:\/\/localhost|data:|about:)/.test(request.url()))
      complaints.push(`asked ${request.url()}`);
  });
}

async function setUpThree(lead: Page, server: Server): Promise<void> {
  await setUp(lead, server, { timeZone: ZONE });
  await sendWithoutDelay(lead);

  await lead.goto('/admin/components/new');
  await lead.fill('[name=name]', 'Search');
  await lead.click('main button.main');
  await lead.goto('/');
  for (const name of ['Cards', 'Checkout', 'Search'])
    await lead.getByText(name, { exact: true }).first().waitFor();
  expect(await lead.locator('h1').innerText()).toMatch(/all systems operational/i);
}

async function subscribeAndConfirm(reader: Page, lead: Page): Promise<void> {
  await reader.goto('/subscribe');
  await reader.fill('[name=email]', READER);
  await reader.click('button[type=submit]');
  await reader
    .getByText(/check your inbox/i)
    .first()
    .waitFor();
  await eventually(async () => {
    await lead.goto('/admin/mail');
    expect(await lead.locator('main').innerText()).toContain(READER);
  });
  await lead.locator('main table').last().locator('a').first().click();
  const mail = await lead.locator('main').innerText();
  const [confirm] = /http\S+\/confirm\/\S+/.exec(mail) ?? [];
  await reader.goto(confirm ?? 'no link in the mail');
  await lead.goto('/admin/subscribers');
  expect(await lead.locator('main').innerText()).toMatch(/Subscribed\s+0\s+Not confirmed\s+1/);
  await reader.click('main button');
  await eventually(async () => {
    await lead.goto('/admin/subscribers');
    expect(await lead.locator('main').innerText()).toMatch(/Subscribed\s+1/);
  });
}

async function answer(lead: Page, step: (typeof story)[number], first: boolean): Promise<void> {
  for (const [name, text] of Object.entries(step.answers))
    await lead.fill(`[name="${name}"]`, text);
  for (const [name, option] of Object.entries(step.choices))
    await lead.selectOption(`[name="${name}"]`, option);
  if (first) await pick(lead, 'Cards', 'partial_outage');
}

async function publish(lead: Page, says: string): Promise<void> {
  await insertIntoMessage(lead, says);
  await lead.click('.go .btn.main');
  await lead.waitForURL(/\/admin\/incidents\/[a-z0-9]{12}\?done=published/);
}

async function readEverywhere(
  reader: Page,
  lead: Page,
  step: (typeof story)[number],
  updateCount: number,
): Promise<void> {
  await open(reader, '/');
  const page = await reader.locator('main').innerText();
  expect(page).toContain(TITLE);
  if (step.promises) {
    expect(page).toContain(step.says);
    expect(page).toMatch(/Next update by/i);
    expect(page).toContain('Partial outage');
  } else {
    expect(page).toMatch(/all systems operational/i);
    expect(page).not.toContain('Partial outage');
  }
  await open(reader, '/history');
  await reader.getByRole('link', { name: TITLE }).first().click();
  await reader.reload();
  expect(await reader.locator('main').innerText()).toContain(step.says);

  const origin = new URL(reader.url()).origin;
  const feed = await new RssParser().parseURL(`${origin}/history.rss`);
  expect(feed.items).toHaveLength(1);
  expect(feed.items[0]?.content).toContain(step.state);
  expect(feed.items[0]?.content).toContain(step.says);

  await eventually(async () => {
    await lead.goto('/admin/mail');
    const inbox = lead.locator('main table').last().locator('tr', { hasText: TITLE });
    expect(await inbox.count()).toBe(updateCount);
  });
  const mail = lead.locator('main table').last().locator('tr', { hasText: step.state });
  expect(await mail.first().innerText()).toContain(READER);
  await mail.locator('a').first().click();
  const text = await lead.locator('main').innerText();
  expect(text).toContain(step.says);
  if (step.promises) expect(text).toMatch(/Next update by/i);
}
