import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/browser.ts';
import { pick, picked } from '../support/browser/component-picker.ts';
import { Slack } from '../support/chat/slack.ts';
import { tellAlertStory } from '../support/samples/alert-story.ts';
import { eventually } from '../support/world/eventually.ts';
import {
  chooseTemplate,
  insertIntoMessage,
  PASSWORD,
  setUpForAll,
} from '../support/world/set-up.ts';
import { SECRET } from '../support/world/world.ts';

const published = /\/admin\/incidents\/[a-z0-9]{12}\?done=published/;

describeInBrowser('Two people in one draft', () => {
  const slack = new Slack();
  const world = setUpForAll(undefined, async () => {
    await slack.start();
    const SLACK_API_URL = `${slack.url}/api`;
    return { SLACK_API_URL, ALLOW_PRIVATE_HOSTS: '127.0.0.1', SECRET_KEY: SECRET };
  });
  afterAll(() => slack.stop());
  const complaints: string[] = [];
  beforeAll(async () => {
    const ada = await asAda();
    await ada.goto('/admin/settings/members');
    await ada.fill('[name=email]', 'bo@example.com');
    await ada.selectOption('[name=role]', 'publisher');
    await ada.click('main button.main');
    const link = await ada.inputValue('#link');
    await ada.context().close();
    const bo = watched(await world.stranger({}));
    await bo.goto(link);
    await bo.fill('[name=name]', 'Bo');
    await bo.fill('[name=password]', PASSWORD);
    await bo.click('main button.main');
    await bo.waitForURL(/done=joined/);
    await bo.context().close();
  });

  const watched = (page: Page): Page =>
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
  const asAda = async (javaScriptEnabled = true) =>
    watched(await world.owner({ javaScriptEnabled }));
  const asBo = async (javaScriptEnabled = true) => {
    const page = watched(await world.stranger({ javaScriptEnabled }));
    await page.goto('/admin/sign-in');
    await page.fill('[name=email]', 'bo@example.com');
    await page.fill('[name=password]', PASSWORD);
    await page.click('main button.main');
    await page.waitForURL(/\/admin(\?|$)/);
    return page;
  };
  const saved = (page: Page) => page.locator('[data-saved]').waitFor();
  const holds = (page: Page, name: string, value: string) =>
    eventually(async () => expect(await page.locator(`[name="${name}"]`).inputValue()).toBe(value));
  const textIs = (page: Page, part: string) =>
    eventually(async () => expect(await page.locator('[name=body]').inputValue()).toContain(part));

  test('two people see each other and their changes, choose where both wrote, and publish once', async () => {
    const [ada, bo] = [await asAda(), await asBo()];
    await ada.goto('/admin/incidents/new');
    await ada.fill('[name=name]', 'Card payments fail');
    await chooseTemplate(ada);
    await ada.fill('[name="f.what_users_see"]', 'Cards are declined');
    await saved(ada);
    await bo.goto('/admin');
    await bo.getByRole('link', { name: 'Card payments fail', exact: true }).click();
    await holds(bo, 'f.what_users_see', 'Cards are declined');
    await ada.locator('.there', { hasText: 'Bo' }).waitFor();
    await bo.locator('.there', { hasText: 'Ada' }).waitFor();

    await bo.selectOption('[name="f.next_update"]', '30');
    await pick(bo, 'Cards', 'partial_outage');
    await holds(ada, 'f.next_update', '30');
    expect(await picked(ada).inputValue()).toBe('partial_outage');
    await insertIntoMessage(ada, 'Cards are declined');
    await textIs(bo, 'Cards are declined');

    // Both edit the same place while neither sees the other’s text.
    await ada.context().setOffline(true);
    await ada.fill('[name=name]', 'Card payments are declined');
    await ada.locator('#draft-kept', { hasText: 'Not saved: no connection' }).waitFor();
    await bo.fill('[name=name]', 'Some card payments fail');
    await bo.locator('[data-saved]').waitFor();
    await eventually(async () => {
      const other = await bo.context().newPage();
      await other.goto('/admin');
      const listed = await other.locator('main').innerText();
      await other.close();
      expect(listed).toContain('Some card payments fail');
    });
    await ada.context().setOffline(false);
    const dispute = ada.locator('#disputes');
    await dispute.getByText('conflicting edits').waitFor();
    expect(await dispute.innerText()).toContain('Some card payments fail');
    expect(await ada.inputValue('[name=name]')).toBe('Card payments are declined');
    await ada.click('button[value=publish]');
    await ada.getByText('Not published. Conflicting edits').waitFor();
    expect(await ada.inputValue('[name=name]')).toBe('Card payments are declined');
    await ada.locator('#disputes').getByRole('button', { name: 'Use this version' }).last().click();
    await eventually(async () => expect(await ada.locator('#disputes').innerText()).toBe(''));
    await holds(bo, 'name', 'Card payments are declined');

    await ada.click('button[value=publish]');
    await ada.waitForURL(published);
    await bo.getByText('This draft was published').waitFor();
    await bo.click('button[value=publish]');
    await bo.waitForURL(/done=already-published/);
    expect(new URL(bo.url()).pathname).toBe(new URL(ada.url()).pathname);
    expect(await bo.locator('.timeline > li').count()).toBe(1);
    await ada.goBack();
    await eventually(async () => expect(ada.url()).toMatch(/\/admin\/incidents\/[a-z0-9]{12}\?/));
    await ada.goto('/admin');
    expect(await ada.locator('main').innerText()).not.toContain('Draft by');
    await Promise.all([ada, bo].map((page) => page.context().close()));
    expect(complaints).toEqual([]);
  });

  test('leaving the page in the middle of a word loses nothing', async () => {
    const ada = await asAda();
    await ada.goto('/admin/incidents/new');
    await ada.locator('[name=name]').pressSequentially('Search is slo');
    await ada.goto('/admin/components');
    await eventually(async () => {
      await ada.goto('/admin');
      expect(await ada.locator('main').innerText()).toContain('Search is slo');
    });
    await ada.getByRole('link', { name: 'Discard the draft of Search is slo' }).click();
    await ada.click('main button.danger');
    await ada.waitForURL(/done=draft-discarded/);
    expect(await ada.locator('main').innerText()).not.toContain('Search is slo');
    await ada.context().close();
  });

  /** Presses a button whose answer the browser does not show, and comes back as from its cache. */
  const submitAndGoBack = async (page: Page, button: string): Promise<string> => {
    let place = '';
    await page.route('**/admin/incidents/new', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      const answer = await route.fetch({ maxRedirects: 0 });
      place = answer.headers().location ?? `${answer.status()}`;
      await route.fulfill({ status: 204 }); // the page stays
    });
    await page.click(button);
    await eventually(async () => expect(place).not.toBe(''));
    await page.unroute('**/admin/incidents/new');
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    });
    return place;
  };
  const draftIn = (page: Page) => new URL(page.url()).searchParams.get('draft');

  test('a form from the browser’s cache goes on saving, and opens no second incident', async () => {
    const ada = await asAda();
    await ada.goto('/admin/incidents/new');
    expect(await ada.locator('[name="f.what_users_see"]').count()).toBe(0);
    expect(await ada.inputValue('[name=body]')).toBe('');
    await ada.fill('[name=body]', 'Some people cannot sign in.');
    await ada.getByRole('button', { name: 'Identified' }).click();
    await ada.locator('[data-state=identified][aria-current]').waitFor();
    expect(await ada.inputValue('[name=body]')).toBe('Some people cannot sign in.');
    expect(await ada.inputValue('[name=template]')).toBe('blank');
    await ada.selectOption('[name="f.next_update"]', '30');
    await pick(ada, 'Cards', 'degraded_performance');

    expect(await submitAndGoBack(ada, 'button[value=publish]')).toBe('422'); // no title
    await ada.fill('[name=name]', 'Sign-in fails');
    await saved(ada);
    await eventually(async () => {
      const other = await ada.context().newPage();
      await other.goto('/admin');
      const listed = await other.locator('main').innerText();
      await other.close();
      expect(listed).toContain('Sign-in fails');
    });
    const first = draftIn(ada);
    expect(await submitAndGoBack(ada, 'button[value=publish]')).toMatch(published);
    await ada.getByText('Further changes are saved as a new draft').waitFor();
    expect(draftIn(ada)).toBe(first);
    await ada.fill('[name=body]', 'Sign-in works again in Europe.');
    await ada.getByText('This incident is already open').waitFor();
    expect(draftIn(ada)).not.toBe(first);
    await ada.click('button[value=publish]');
    await ada.getByText('was already published from this form').waitFor();
    await ada.getByRole('button', { name: 'Post as an update' }).click();
    await ada.waitForURL(/done=draft-moved/);
    expect(await ada.inputValue('[name=body]')).toBe('Sign-in works again in Europe.');
    await ada.click('button[value=publish]');
    await ada.waitForURL(published);
    expect(await ada.locator('.timeline > li').count()).toBe(2);
    await ada.context().close();
    expect(complaints).toEqual([]);
  });

  test('with JavaScript off: saved by a button, resumed, merged, chosen, published', async () => {
    const [ada, bo] = [await asAda(false), await asBo(false)];
    await ada.goto('/admin/incidents/new');
    await chooseTemplate(ada);
    await ada.fill('[name=name]', 'Search is slow');
    await ada.fill('[name="f.what_users_see"]', 'Searches take a minute');
    await ada.selectOption('[name="f.next_update"]', '30');
    await ada.click('button[value=save]');
    await ada.waitForURL(/done=draft-saved/);
    await bo.goto('/admin');
    await bo.getByRole('link', { name: 'Search is slow', exact: true }).click();
    expect(await bo.locator('.there').innerText()).toContain('Ada');
    await bo.fill('[name=name]', 'Searches are slow');
    await bo.click('button[value=save]');
    await ada.fill('[name=name]', 'Search answers slowly');
    await ada.fill('[name="f.workaround"]', 'Use the index.');
    await ada.click('button[value=save]');
    expect(await ada.inputValue('[name=name]')).toBe('Search answers slowly');
    expect(await ada.inputValue('[name="f.workaround"]')).toBe('Use the index.');
    expect(await ada.locator('#disputes').innerText()).toContain('Searches are slow');
    await ada.locator('#disputes button').first().click();
    expect(await ada.inputValue('[name=name]')).toBe('Searches are slow');
    await ada.click('button[value=compose]');
    await ada.getByRole('button', { name: 'Identified' }).waitFor();
    await pick(ada, 'Cards', 'degraded_performance');
    await ada.click('button[value=publish]');
    await ada.waitForURL(published);
    await bo.click('button[value=publish]');
    await bo.waitForURL(/done=already-published/);
    await Promise.all([ada, bo].map((page) => page.context().close()));
  });

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    '%s: a second person reads the changes and the preview, sends it back, then publishes',
    async (_, js) => {
      const [ada, bo] = [await asAda(js), await asBo(js)];
      await ada.goto('/admin/settings/severity');
      await ada.click('.level > summary');
      await ada.check('[name="levels.0.approval"]');
      await ada.click('main button.main');
      await ada.waitForURL(/done=saved/);
      const title = `Exports fail ${js}`;
      await bo.goto('/admin/incidents/new');
      await bo.fill('[name=name]', title);
      await bo.click('.more > summary');
      await bo.selectOption('[name=severity]', 'SEV1');
      await bo.fill('[name=body]', 'No export <b>works</b>.');
      await bo.selectOption('[name="f.next_update"]', '30');
      await pick(bo, 'Cards', 'degraded_performance');
      if (!js) await bo.click('[data-check-again] button'); // draws the button for the approval
      await bo.click('button[value=ask]');
      await bo.waitForURL(/\/admin\/drafts\/[a-z0-9]{12}\?done=draft-asked/);
      expect(await bo.locator('main').innerText()).toContain(
        'You requested this approval. Ada can approve it.',
      );

      await ada.goto('/admin/components');
      await ada.locator('.note', { hasText: 'Bo requested approval' }).getByRole('link').click();
      expect(await ada.locator('main').innerText()).toContain('No export <b>works</b>');
      await ada.click('button[formaction$="/preview/page"]');
      await ada.frameLocator('iframe[name=preview]').getByText(title).first().waitFor();
      await ada.fill('[name=note]', 'Say which exports.');
      await ada.getByRole('button', { name: 'Request changes' }).click();
      await ada.waitForURL(/done=draft-sent-back/);

      await bo.goto('/admin');
      await bo.getByText('Say which exports.').waitFor();
      await bo.getByRole('link', { name: `Continue editing the draft of ${title}` }).click();
      await bo.fill('[name=body]', 'No export of invoices works.');
      await bo.click('button[value=ask]');
      await bo.waitForURL(/done=draft-asked/);
      await ada.goto(new URL(bo.url()).pathname);
      const since = ada.locator('section', { hasText: 'Changes since the last request' });
      expect((await since.locator('ins').allInnerTexts()).join('|')).toContain('of invoices');
      await ada.getByRole('button', { name: 'Approve and publish' }).click();
      await ada.waitForURL(published);
      expect(await ada.locator('.timeline > li').first().innerText()).toContain(
        'Bo, published by Ada',
      );
      await Promise.all([ada, bo].map((page) => page.context().close()));
    },
  );

  test('an alert becomes a draft, a second person publishes it, and readers hear of it', async () => {
    const [ada, bo] = [await asAda(), await asBo()];
    await tellAlertStory({ server: world.server(), slack, ada, bo });
    await Promise.all([ada, bo].map((page) => page.context().close()));
    expect(complaints).toEqual([]);
  }, 120_000);
});
