import { expect, test } from 'vitest';
import { rules } from '../../api/domain/preflight/index.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser } from '../support/browser/browser.ts';
import { PASSWORD, setUpForAll } from '../support/world/set-up.ts';

const warned = rules.map(({ id }) => id).join(' ');
const PUBLIC = 'On Friday some card payments were declined. A change to our systems was undone.';

describeInBrowser('Before and after an incident', () => {
  const world = setUpForAll();

  test('the form of an escalation policy begins with one level, and buttons change that', async () => {
    const ada = await world.owner();
    await ada.goto('/admin/on-call/escalation/new');
    const levels = ada.locator('fieldset.levels > legend');
    expect(await levels.allInnerTexts()).toEqual(['Level 1']);
    await ada.fill('[name=name]', 'Nights');
    await ada.click('text=Add level');
    await ada.locator('[name="levels.1.after"]:focus').fill('15');
    await ada.click('text=Remove level 1');
    expect(await levels.allInnerTexts()).toEqual(['Level 1']);
    expect(await ada.inputValue('[name="levels.0.after"]')).toBe('15');
    expect(await ada.inputValue('[name=name]')).toBe('Nights');
    expect(await accessViolations(ada)).toEqual([]);
    // Enter saves, and changes no level.
    await ada.press('[name="levels.0.after"]', 'Enter');
    await ada.waitForURL(/done=added/);
    await ada.locator('main', { hasText: 'After 15 minutes' }).waitFor();
    await ada.close();
  }, 60_000);

  test('a postmortem goes from an alert by way of the room and a hand-over to the public page, between two people', async () => {
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

    // An alert starts a draft, which a person publishes. Another one is noted in the room.
    const tokens = '/admin/settings/tokens';
    const made = await post(tokens, { name: 'Alerts', role: 'publisher', scope: 'everything' });
    const token = /value="([\w-]{43})"/.exec(await made.text())?.[1];
    const { page, components } = await (await ada.request.get('/api/v2/summary.json')).json();
    const call = async (path: string, data: object) => {
      const headers = { authorization: `OAuth ${token}` };
      const to = `/v1/pages/${page.id}/${path}`;
      const answer = await ada.request.post(to, { headers, data });
      expect([path, answer.status()]).toEqual([path, 201]);
      return answer.json();
    };
    await call('changes', { change: { kind: 'deploy', ref: 'payments v412', by: 'CI' } });
    const source = { name: 'Monitoring', kind: 'generic' };
    const { url } = await call('alert_sources', { alert_source: source });
    const affected = [{ id: components[0].id, status: 'partial_outage' }];
    const draft = { severity: 'SEV2', title: 'Card payments fail', body: '{{ title }}.' };
    for (const [name, value, settings] of [
      ['Declines', '*declined', { action: 'draft', ...draft }],
      ['Connections', '*connections', { action: 'note' }],
    ] as const) {
      const conditions = [{ field: 'title', op: 'glob', value }];
      const rule = { components: affected, conditions, ...settings };
      await call('alert_rules', { alert_rule: { name, mode: 'live', settings: rule } });
    }
    const alert = (title: string) => ada.request.post(new URL(url).pathname, { data: { title } });
    await alert('Some card payments are declined');

    await ada.goto('/admin');
    await ada.click('main >> text=Card payments fail >> nth=0');
    await ada.waitForURL(/draft=/);
    await Promise.all([ada.waitForEvent('load'), ada.click('.go .btn.main')]);
    if (!ada.url().includes('done=')) await ada.click('.go .btn.main'); // warnings come first
    await ada.waitForURL(/done=published/);
    const incident = new URL(ada.url()).pathname;
    const room = (part: string, form: Record<string, string>) =>
      post(`${incident}/room/${part}`, form);
    await alert('50 waiting connections');
    await ada.click('button[name=commander]');
    await ada.locator('.brief', { hasText: /Commander\s*Ada/ }).waitFor();
    await room('triage', {
      what_is_broken: 'Card payments on one network',
      who_is_affected: '18% of card attempts',
      how_bad: 'About 1,900 failed orders, $38,000 of revenue, no data lost',
      tried: 'A restart of the workers',
    });
    for (const line of [
      '! Roll back to v411',
      'Rollback started',
      'TODO Alert on 50 waiting connections',
    ])
      await room('events', { line });
    await room('hypotheses', { hypothesis: 'the connection pool is half as large' });
    await ada.reload();
    await ada.click('#changes button[value=suspect]');
    await ada.locator('#changes', { hasText: 'Suspect · Ada' }).waitFor();
    await ada.click('button[aria-label^="Confirm: the connection pool"]');
    await ada.locator('#hypotheses', { hasText: 'Confirmed' }).waitFor();
    await ada.locator('#events li', { hasText: '50 waiting connections' }).first().waitFor();

    await ada.click('.hand-over >> text=Hand over');
    expect(await ada.inputValue('[name=tried]')).toContain('A restart of the workers');
    await ada.selectOption('[name=to]', { label: 'Ben Berg' });
    await ada.click('text=Offer hand-over');
    await ada.locator('.handover-note', { hasText: 'Waiting for an answer' }).waitFor();
    await ada.goto(incident);
    await ada.locator('.brief', { hasText: /Commander\s*Ada/ }).waitFor();
    await ben.goto(incident);
    await ben.click('.offer >> text=Accept');
    await ben.locator('.brief', { hasText: /Commander\s*Ben Berg/ }).waitFor();

    await room('mitigation', { level: 'full' });
    const over = { state: 'resolved', template: 'blank', body: 'Card payments work again.' };
    const end = { ...over, do: 'publish', warned };
    const origin = { origin: world.url() };
    await ben.request.post(incident, { form: end, headers: origin, maxRedirects: 0 });

    await ada.goto('/admin/reviews');
    await ada.click('text=Start postmortem');
    await ada.waitForURL(/\/edit$/);
    const edit = ada.url();
    const counted = /(\d+) of (\d+) parts/.exec(await ada.locator('main').innerText());
    console.log(`Prefilled without typing: ${counted?.[0]}`);
    expect(Number(counted?.[1]) / Number(counted?.[2])).toBeGreaterThanOrEqual(0.8);
    await ada.fill('#root_cause', 'The pool was too small. John deployed buggy code.');
    await ada.waitForResponse('**/edit/saved');
    await ada.click('.go .btn.main');
    await ada.waitForURL(/done=/);
    await ada.click('text=Use this sentence');
    await ada.waitForURL(/done=/);
    expect(await ada.inputValue('#root_cause')).toContain('The system allowed buggy code');
    expect(await accessViolations(ada)).toEqual([]);

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
    expect(await accessViolations(ada)).toEqual([]);
    await ada.emulateMedia({ media: 'print' });
    expect(await ada.locator('header a, main button').filter({ visible: true }).count()).toBe(0);
    await ada.emulateMedia({ media: null });
    await ada.click('text=Send for review');
    await ben.goto(ada.url().replace(/\?.*/, ''));
    await ben.click('text=Approve');
    await ben.waitForURL(/done=review-approved/);
    await ben.click('text=Publish on the status page');
    await ben.waitForURL(/draft=/);
    expect(await ben.inputValue('#body')).toBe(PUBLIC);
    await ben.click('.go .btn.main');
    await ben.waitForURL(/done=published/);
    await ada.goto(incident.replace('/admin', ''));
    expect(await ada.locator('main').innerText()).toContain(PUBLIC);
    expect(await ada.locator('main').innerText()).not.toContain('pool');
    await ada.goto('/admin/reviews');
    await ada.locator('.tag', { hasText: 'Published' }).waitFor();
    // A long list shows its first rows, folds the others, and finds them.
    const items = '/admin/reviews/action-items';
    const others = Array.from({ length: 50 }, (_, i) => ({ title: `Limit of queue ${i}` }));
    await Promise.all(others.map((one) => post(`${items}/new`, one)));
    await ada.goto(items);
    const shown = ada.locator('main li.row').filter({ visible: true });
    expect(await shown.count()).toBe(50);
    await ada.locator('details.level > summary', { hasText: '1 more action item' }).waitFor();
    expect(await accessViolations(ada)).toEqual([]);
    for (const title of ['Limit of queue 49', 'Alert on 50 waiting connections']) {
      await ada.fill('[data-filter]', title);
      await expect
        .poll(() => shown.allInnerTexts(), { timeout: 10_000 })
        .toEqual([expect.stringContaining(title)]);
      await ada.locator('[data-nothing]', { hasText: /^1 action item$/ }).waitFor();
    }
  }, 180_000);
});
