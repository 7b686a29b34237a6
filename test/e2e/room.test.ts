import { brotliCompressSync } from 'node:zlib';
import type { APIResponse, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { rules } from '../../api/domain/preflight/index.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser } from '../support/browser/browser.ts';
import { PASSWORD, setUpForAll } from '../support/world/set-up.ts';

const BRIDGE = 'https://meet.example.com/inc-412';
const FIRST = {
  ...{ state: 'investigating', template: 'blank', name: 'Search is slow', do: 'publish' },
  body: 'Searches take up to ten seconds. We are looking into it.',
};
const TRIAGE = {
  what_is_broken: 'Card payments on one network',
  who_is_affected: '18% of card attempts',
  since: '02:38 UTC',
  still_happening: 'Yes',
  how_bad: 'About 1,900 failed orders',
  what_changed: 'payments-gateway v412',
  monitoring: 'Declines rose at 02:38',
  tried: 'Nothing yet',
};

/** What a person does, one by one: a press, or a field that is filled in. */
function hand(page: Page) {
  const done: string[] = [];
  return {
    done,
    submit: async (what: string) => {
      done.push(`press ${what}`);
      await page.locator(what).filter({ visible: true }).first().click();
    },
    fill: async (what: string, text: string) => {
      done.push(`fill ${what}`);
      await page.locator(what).filter({ visible: true }).first().fill(text);
    },
    choose: async (what: string, option: string) => {
      done.push(`choose ${what}`);
      await page.selectOption(what, option);
    },
  };
}

describeInBrowser('The incident room', () => {
  const world = setUpForAll();

  test.each([
    [1280, 900],
    [390, 844],
  ])(
    'from a sign-in to both first updates in at most 25 interactions, at %i pixels',
    async (width, height) => {
      const page = await world.stranger({ viewport: { width, height } });
      const isPhone = width < 761;
      const { done, submit, fill, choose } = hand(page);
      const tab = async (name: string) => {
        if (isPhone) await submit(`[data-tab-of=${name}]`);
      };
      await page.goto('/admin/sign-in');
      await fill('[name=email]', 'ada@example.com');
      await fill('[name=password]', PASSWORD);
      await submit('main button.main');
      await page.waitForURL(/\/admin(\?|$)/);

      await submit('a[href="/admin/incidents/new"]');
      await fill('[name=name]', `Card payments fail at ${width} pixels`);
      await fill(
        '[name=body]',
        'About one in five card payments is declined. We are looking into it.',
      );
      await submit('.more > summary');
      await choose('[name=severity]', 'SEV2');
      await page.waitForTimeout(1000); // the checks of the text
      await submit('.go .btn.main');
      await page.locator('#found a, .published').first().waitFor(); // warnings, or it is published
      if (!page.url().includes('done=')) await submit('.go .btn.main');
      await page.waitForURL(/\/admin\/incidents\/[a-z0-9]{12}\?done=published/);

      await submit('button[name=commander]');
      await page.locator('.brief', { hasText: /Commander\s*Ada/ }).waitFor();
      await tab('facts');
      for (const [field, answer] of Object.entries(TRIAGE)) await fill(`#${field}`, answer);
      await fill('#bridge', BRIDGE);
      await submit('#links .btn');
      await page.locator(`.room-head a[href="${BRIDGE}"]`).waitFor();
      await page.locator('#triage', { hasText: '8 of 8 answered' }).waitFor();
      if (isPhone) await tab('update');
      if (!isPhone) await submit('.dock summary');
      await fill('#internal', '18% of card attempts fail. Rolling back v412.');
      await submit('.dock button[formaction$="internal-updates"]');
      await page
        .locator('#internal-updates', { hasText: '1, team only' })
        .waitFor({ state: 'attached' });
      console.log(`${width} px: ${done.length} interactions: ${done.join(', ')}`);
      expect(done.length).toBeLessThanOrEqual(25);
      if (isPhone) await tab('timeline');
      await page.locator('h1').click();
      await page.keyboard.press('/');
      await page.keyboard.type('/? Are refunds affected'); // the slash of somebody who is there already
      await page.keyboard.press('Enter');
      await page.locator('#events li', { hasText: 'Question: Are refunds affected' }).waitFor();
      if (isPhone) await tab('tasks');
      await page.locator('#timers > summary').click();
      await page.locator('#timers [name=action]').fill('Watch declines');
      await page.locator('#timers form .btn', { hasText: 'Start' }).click();
      await page.locator('#timers li', { hasText: 'Watch declines' }).waitFor();
      await page.setViewportSize({ width, height });
      expect(await accessViolations(page)).toEqual([]);
      await page.context().close();
    },
  );

  test('500 events, 40 updates and two people writing at once: no line is lost, and the page stays small', async () => {
    const page = await world.owner();
    const { headers } = await page.request
      .post('/admin/incidents/new', {
        form: { ...FIRST, warned: rules.map(({ id }) => id).join(' ') },
        headers: { origin: world.url() },
        maxRedirects: 0,
      })
      .then((answer) => ({ headers: answer.headers() }));
    const path = (headers.location ?? '').replace(/\?.*/, '');
    const post = (form: Record<string, string>, to = '/room/events') =>
      page.request.post(`${path}${to}`, {
        form,
        headers: { origin: world.url() },
        maxRedirects: 0,
      });
    const lines = Array.from({ length: 500 }, (_, i) => `Line ${i}: errors at ${(i * 7) % 100}%`);
    const halves = [lines.filter((_, i) => i % 2 === 0), lines.filter((_, i) => i % 2 === 1)];
    await Promise.all(
      halves.map(async (half) => {
        for (const line of half) expect((await post({ line })).status()).toBe(303);
      }),
    );
    for (let i = 0; i < 40; i++) {
      const body = `Update ${i}. We are still undoing the change, and will tell you more soon.`;
      const update = { state: 'investigating', template: 'blank', body, do: 'publish' };
      await post(
        { ...update, 'f.next_update': '30', warned: 'no-components no-promise short' },
        '',
      );
    }
    const found = new Set<string>();
    let older: string | null = `${path}`;
    let bytes = 0;
    while (older) {
      const answer: APIResponse = await page.request.get(older);
      const html: string = await answer.text();
      bytes = Math.max(bytes, brotliCompressSync(html).length);
      for (const [, line] of html.matchAll(/(Line \d+: errors at \d+%)/g)) found.add(line ?? '');
      const next: string | undefined = /href="(\?[^"]*older=\d+)#events"[^>]*>Older/.exec(
        html,
      )?.[1];
      older = next ? `${path}${next.replaceAll('&#38;', '&').replaceAll('&amp;', '&')}` : null;
    }
    console.log(`The largest page of the room: ${bytes} bytes of brotli`);
    const first = await (await page.request.get(path)).text();
    expect(first.match(/id="event-/g)?.length).toBeLessThanOrEqual(25);
    expect(found.size).toBe(500);
    expect(bytes).toBeLessThan(100_000);
    await page.context().close();
  });
});
