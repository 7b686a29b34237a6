import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { rules } from '../../api/domain/preflight/index.ts';
import { violationsInBothThemes } from '../support/axe.ts';
import { describeInBrowser } from '../support/browser.ts';
import { PASSWORD, setUpForAll } from '../support/set-up.ts';

/** `SCREENS=1` keeps the screens of a postmortem under docs/screens. */
const screens = process.env.SCREENS ? resolve(import.meta.dirname, '../../docs/screens') : null;
const warned = rules.map(({ id }) => id).join(' ');
const PUBLIC = 'On Friday some card payments were declined. A change to our systems was undone.';

async function shoot(page: Page, name: string): Promise<void> {
  if (!screens) return;
  for (const colorScheme of ['light', 'dark'] as const)
    for (const width of [1280, 390]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      const path = join(
        screens,
        `${name}-${width === 390 ? 'phone' : 'desktop'}-${colorScheme}.png`,
      );
      await page.screenshot({ path, fullPage: true });
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}

describeInBrowser('A postmortem', () => {
  const world = setUpForAll();

  test('goes from a resolved incident to the public page between two people', async () => {
    const ada = await world.owner();
    ada.setDefaultTimeout(12_000);
    const ben = await world.stranger();
    const post = (path: string, form: Record<string, string>) =>
      ada.request.post(path, { form, headers: { origin: world.url() }, maxRedirects: 0 });
    await ada.goto('/admin/settings/members');
    await ada.fill('[name=email]', 'ben@example.com');
    await ada.selectOption('[name=role]', 'publisher');
    await ada.click('main button.main');
    await ben.goto(await ada.inputValue('#link'));
    await ben.fill('[name=name]', 'Ben Berg');
    await ben.fill('[name=password]', PASSWORD);
    await ben.click('main button.main');
    await ben.waitForURL(/done=joined/);

    const first = { state: 'investigating', template: 'blank', name: 'Card payments fail' };
    const said = { body: 'Some card payments are declined.', severity: 'SEV2', do: 'publish' };
    const opened = await post('/admin/incidents/new', { ...first, ...said, warned });
    const incident = (opened.headers().location ?? '').replace(/\?.*/, '');
    const room = (part: string, form: Record<string, string>) =>
      post(`${incident}/room/${part}`, form);
    await room('triage', {
      what_is_broken: 'Card payments on one network',
      who_is_affected: '18% of card attempts',
      how_bad: 'About 1,900 failed orders, no data lost',
      tried: 'A restart of the workers',
    });
    for (const line of [
      '! Roll back to v411',
      'Rollback started',
      'TODO Alert on 50 waiting connections',
    ])
      await room('events', { line });
    await room('hypotheses', { hypothesis: 'the connection pool is half as large' });
    await room('mitigation', { level: 'full' });
    const over = { state: 'resolved', template: 'blank', body: 'Card payments work again.' };
    await post(incident, { ...over, do: 'publish', warned });

    await ada.goto('/admin/reviews');
    await shoot(ada, 'reviews');
    await ada.click('text=Start postmortem');
    await ada.waitForURL(/\/edit$/);
    const edit = ada.url();
    await ada.fill('#root_cause', 'The pool was too small. John deployed buggy code.');
    await ada.waitForResponse('**/edit/saved');
    await ada.click('.go .btn.main');
    await ada.waitForURL(/done=/);
    await ada.click('text=Use this sentence');
    await ada.waitForURL(/done=/);
    expect(await ada.inputValue('#root_cause')).toContain('The system allowed buggy code');
    expect(await violationsInBothThemes(ada)).toEqual([]);
    await shoot(ada, 'postmortem-edit');

    await ben.goto(edit.replace(/\?.*/, ''));
    const saved = ada.waitForResponse('**/edit/saved');
    await ada.fill('#lessons', 'Size the pool by load.');
    expect((await saved).status()).toBe(200);
    await ben.fill('#contributing', 'No canary for the pool.');
    await ben.locator('#review-saved', { hasText: 'with changes by others' }).waitFor();
    expect(await ben.inputValue('#lessons')).toBe('Size the pool by load.');

    await ada.fill('[name=publicBody]', PUBLIC);
    await ada.click('.go .btn.main');
    await ada.waitForURL(/done=/);
    await ada.click('#action-items >> text=Add >> nth=0');
    await ada.selectOption('[name=ownerId]', { label: 'Ben Berg' });
    await ada.fill('[name=due]', '2036-12-24');
    await ada.click('main .btn.main');
    await ada.waitForURL(/done=item-added/);
    await ada.goto(ada.url().replace(/\/edit.*/, ''));
    await shoot(ada, 'postmortem');
    expect(await violationsInBothThemes(ada)).toEqual([]);
    await ada.click('text=Send for review');
    await ben.goto(ada.url().replace(/\?.*/, ''));
    await ben.click('text=Approve');
    await ben.waitForURL(/done=review-approved/);
    await ben.click('text=Publish on the status page');
    await ben.waitForURL(/draft=/);
    expect(await ben.inputValue('#body')).toBe(PUBLIC);
    await Promise.all([ben.waitForEvent('load'), ben.click('.go .btn.main')]);
    // Warnings of the checks are shown once; the same button then publishes.
    if (!ben.url().includes('done=')) await ben.click('.go .btn.main');
    await ben.waitForURL(/done=published/);
    await ada.goto(incident.replace('/admin', ''));
    expect(await ada.locator('main').innerText()).toContain(PUBLIC);
    expect(await ada.locator('main').innerText()).not.toContain('pool');
    await ada.goto('/admin/reviews');
    await ada.locator('.tag', { hasText: 'Published' }).waitFor();
    await ada.goto('/admin/reviews/action-items');
    expect(await violationsInBothThemes(ada)).toEqual([]);
    await shoot(ada, 'action-items');
  });
});
