import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkFor } from '../../api/auth/link.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import { listComponents } from '../../db/component/component.ts';
import { listSubscribers } from '../../db/subscriber/list.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { FULL } from '../support/size.ts';
import { eventually } from '../support/world/eventually.ts';
import { person } from '../support/world/set-up.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1280, height: 900 } };
const MAX_PRESSES = 7;
const SECRET_KEY = 'a secret that only this test knows';
const SCALE = { incidents: 2, days: 10, subscribers: 2, random: 7 };

describeInBrowser('The components of a form', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  describe.each([12, 470])('of a page with %i', (components) => {
    let server: Server;
    let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;
    /** Names of three components, and a group with its members. */
    let three: string[];
    let group: { name: string; ids: string[] };
    let manage: string;

    beforeAll(async () => {
      server = await startServer({ env: { SECRET_KEY } });
      const { deps, close } = await openPage({ url: server.databaseUrl, empty: true });
      const { pageId } = await writeDemoData(
        deps.db,
        { ...SCALE, components, now: Date.now() },
        () => {},
      );
      const owner = await addOwner(deps, pageId);
      const all = await listComponents(deps.db, pageId);
      const leaves = all.filter((one) => !one.group);
      three = [0, 1, 2].map((i) => leaves[i * Math.floor(components / 3)]?.name ?? '');
      const first = all.find((one) => one.group);
      const members = leaves.filter(({ groupId }) => groupId === first?.id);
      group = { name: first?.name ?? '', ids: members.map(({ id }) => id) };
      const [holder] = await listSubscribers(deps.db, pageId, {
        q: '',
        standing: null,
        channel: null,
        limit: 1,
      });
      if (!holder) throw new Error('nobody has subscribed');
      manage = await linkFor({ signer: deps.signer, baseUrl: '' }, 'manage', holder);
      close();
      const page = await person(browser, server);
      await page.goto('/admin/sign-in');
      await page.fill('[name=email]', owner.email);
      await page.fill('[name=password]', owner.password);
      await page.click('main button.main');
      await page.waitForURL(/\/admin(\?|$)/);
      cookies = await page.context().cookies();
      await page.context().close();
    });
    afterAll(() => server?.stop());

    const lead = async (options: BrowserContextOptions, path = '/admin/incidents/new') => {
      const page = await person(browser, server, options);
      await page.context().addCookies(cookies);
      await page.goto(path);
      return page;
    };
    const given = (page: Page) =>
      page
        .locator('form[data-draft]')
        .evaluate((form: HTMLFormElement) =>
          [...new FormData(form)].filter(([name]) => /^(c\.|pick)/.test(name)),
        );
    const chips = (page: Page) => page.locator('.set:visible .chips li').allTextContents();

    test.each([
      ['keyboard', DESK],
      ['taps', PHONE],
    ])('gives three of them a partial outage with few interactions, by %s', async (by, device) => {
      const page = await lead(device);
      const find = page.locator('.pick-find input:visible');
      const row = (name: string) =>
        page.locator('.pick:visible', { has: page.getByText(name, { exact: true }) }).first();
      let clicks = 0;
      const submit = async (key: string) => {
        clicks++;
        await page.keyboard.press(key);
      };
      const tap = async (target: ReturnType<Page['locator']>) => {
        clicks++;
        await target.tap();
      };
      const isPicked = (n: number) =>
        eventually(async () => expect(await given(page)).toHaveLength(n));
      const open = page.locator('.picker-add > summary');
      if (by === 'taps') await tap(open);
      else {
        await open.focus();
        await submit('Enter');
      }
      if (components > 20 || by === 'keyboard')
        await page.locator('.pick-find input:focus').waitFor();
      const taller = await page.locator('.pick:visible').evaluateAll((rows) =>
        rows.flatMap((one) => {
          const name = one.querySelector('bdi');
          return name && name.offsetHeight > one.clientHeight ? [name.textContent] : [];
        }),
      );
      expect(taller).toEqual([]); // a name keeps within its row
      for (const [i, name] of three.entries()) {
        if (by === 'keyboard') {
          await page.keyboard.insertText(name);
          await submit('Enter');
        } else {
          if (components > 20 && i > 0) await tap(find);
          if (components > 20) await find.fill(name); // a tap may leave the cursor within the last name
          await tap(row(name));
        }
        await isPicked(i + 1);
      }
      if (by === 'taps') await tap(page.locator('[data-done]'));
      else await submit('Escape');
      await eventually(async () =>
        expect((await chips(page)).toSorted()).toEqual(three.toSorted()),
      );
      const statuses = (await given(page)).map(([, status]) => status);
      expect(statuses).toEqual(Array(3).fill('partial_outage'));
      expect(await page.locator('.picker-add > summary').evaluate((s) => s.matches(':focus'))).toBe(
        true,
      );
      console.log(`${components} components, by ${by}: ${clicks} presses`);
      expect(clicks).toBeLessThanOrEqual(MAX_PRESSES);
      await page.context().close();
    });

    test('has no axe-core violation with every list open, and no select for each of them', {
      timeout: 180_000,
    }, async () => {
      const errors: string[] = [];
      const others = components > 12 ? ['maintenances/new', 'settings/templates/new'] : [];
      for (const path of ['incidents/new', ...others]) {
        const page = await lead(PHONE, `/admin/${path}`);
        expect(await page.locator('select').count()).toBeLessThan(40);
        const scope = page.locator('details.scope > summary');
        if (await scope.count()) await scope.click();
        await page.locator('.picker-add > summary').click();
        await page.locator('.pick input:visible').first().check();
        errors.push(...(await accessViolations(page)).map((one) => `${path}: ${one}`));
        if (path.includes('templates')) {
          await page.getByRole('button', { name: 'Done' }).click();
          await page.getByRole('button', { name: `Remove ${group.name} (entire group)` }).waitFor();
        }
        await page.context().close();
      }
      const reader = await lead(PHONE, '/subscribe');
      await reader.check('[value=some]');
      errors.push(...(await accessViolations(reader)));
      await reader.goto('/');
      await reader.getByRole('link', { name: 'Subscribe' }).click();
      const dialog = reader.getByRole('dialog');
      await dialog.locator('[value=some]').check();
      if (components > 12) {
        await dialog.getByRole('searchbox').fill(three[1] ?? '');
        await dialog.getByRole('checkbox', { name: three[1] }).first().check();
      }
      // The same list with hundreds of components was looked at on its page.
      if (components === 12)
        errors.push(...(await accessViolations(reader)).map((one) => `dialog: ${one}`));
      for (const path of components > 12 ? ['/', '/uptime', '/badges', manage] : []) {
        await reader.goto(path);
        if (path === manage) await reader.check('[value=some]');
        errors.push(...(await accessViolations(reader)).map((one) => `${path}: ${one}`));
        const over = await reader.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, path).toBeLessThanOrEqual(0);
      }
      await reader.context().close();
      expect(errors).toEqual([]);
    });

    test('a whole group is one click, one chip, and one block for readers', async () => {
      const page = await lead(PHONE);
      await page.locator('.picker-add > summary').click();
      await page.locator('.pick.whole', { hasText: group.name }).locator('input').check();
      await page.locator('#pickStatus').selectOption('major_outage');
      await page.locator('[data-done]').click();
      await eventually(async () =>
        expect(await chips(page)).toEqual([`${group.name} (all ${group.ids.length})`]),
      );
      expect(await given(page)).toEqual(group.ids.map((id) => [`c.${id}`, 'major_outage']));
      await page.getByRole('button', { name: `Remove ${group.name}` }).click();
      expect(await given(page)).toEqual([]);
      await page.fill('[name=body]', 'Some payments fail.');
      expect(await page.locator('[data-none]').isVisible()).toBe(true);
      await page.context().close();

      const reader = await lead(PHONE, '/subscribe');
      await reader.check('[value=some]');
      await reader.locator('.pick.whole', { hasText: group.name }).locator('input').check();
      const sent = await reader
        .locator('form[action$="/subscribe"]')
        .evaluate((form: HTMLFormElement) => new FormData(form).getAll('components'));
      // The group itself, with members that it gets later.
      expect(sent).toHaveLength(1);
      expect(group.ids).not.toContain(sent[0]);
      await reader.context().close();
    });

    test('a group gets one status without JavaScript; with it, all of them another, and back', async () => {
      const page = await lead({ ...DESK, javaScriptEnabled: false });
      await page.fill('[name=name]', 'Everything fails');
      await page.locator('.picker-add > summary').click();
      await page.locator('.pick.whole', { hasText: group.name }).locator('input').check();
      await page.selectOption('#pickStatus', 'major_outage');
      await page.locator('[data-done]').click();
      const drawn = page.locator('.set[data-status=major_outage] .chips input');
      expect(await drawn.evaluateAll((all) => all.map((one) => one.getAttribute('name')))).toEqual(
        group.ids.map((id) => `c.${id}`),
      );
      expect(await page.inputValue('[name=name]')).toBe('Everything fails');
      await drawn.first().uncheck();
      await page.fill('[name=body]', 'Nothing works. We’re investigating.');
      await page.selectOption('[name="f.next_update"]', '30');
      await page.click('button[value=publish]');
      await page.waitForURL(/done=published/);
      await page.getByRole('link', { name: 'New update' }).click();
      const outages = await page.locator('.set[data-status=major_outage] .chips li').count();
      expect(outages).toBe(group.ids.length - 1);

      const next = await lead(DESK, `${new URL(page.url()).pathname}?new`);
      await next.locator('.set[data-status=major_outage] select').selectOption('operational');
      expect(new Set((await given(next)).map(([, status]) => status))).toEqual(
        new Set(['operational']),
      );
      await next.getByRole('button', { name: 'Same as last update' }).click();
      const same = await given(next);
      expect(same).toHaveLength(group.ids.length - 1);
      expect(new Set(same.map(([, status]) => status))).toEqual(new Set(['major_outage']));
      expect(await next.locator('[data-same]').isVisible()).toBe(false);
      await Promise.all([page, next].map((one) => one.context().close()));
    });

    const allWays = [PHONE, DESK].flatMap((device) => [
      { device, by: 'taps', nth: 0, width: device.viewport.width },
      // The first message of the keyboard is written by itself, and would be there twice.
      { device, by: 'keyboard', nth: device === PHONE ? 1 : 2, width: device.viewport.width },
    ]);
    const ways = FULL ? allWays : [allWays[0], allWays[3]].filter((one) => one !== undefined);
    // With few components, by the test of the first update.
    if (components > 12)
      test.each(ways)(
        'the first SEV1 update is five presses and its text, by $by at $width px',
        async ({ device, by, nth, width }) => {
          const page = await lead({ ...device, hasTouch: true }, '/admin');
          const component = three[nth] ?? '';
          let presses = 0;
          const tap = async (target: string) => {
            presses++;
            await page.locator(target).filter({ visible: true }).first().tap();
          };
          const press = async (key: string) => {
            presses++;
            await page.keyboard.press(key);
          };
          if (by === 'keyboard') {
            await press('Control+k');
            await page.locator('#palette [role=option]').first().waitFor();
            await page.keyboard.type(`sev1 ${component}`);
            await page.locator('#palette [role=option]', { hasText: component }).first().waitFor();
            await press('Enter');
            await page.locator('[name=body]:focus, [name=name]:focus').waitFor();
            await page.waitForFunction(
              () => document.querySelector<HTMLTextAreaElement>('#body')?.value,
            );
            await press('Control+Enter');
          } else {
            await tap('text=New SEV1 incident');
            await page.locator('[name=name]:focus').waitFor();
            await page.keyboard.type(`Transfers fail at ${width}`);
            await tap('[name=body]');
            await page.keyboard.type('Transfers are failing. We’re investigating.');
            await tap('.picker-add > summary');
            await page.locator('.pick-find input:focus').waitFor();
            await page.keyboard.type(component);
            await tap(`.pick:has-text(${JSON.stringify(component)})`);
            await page.locator('#check .clear').waitFor();
            await tap('.go .btn.main');
          }
          await page.waitForURL(/done=published/);
          console.log(
            `${components} components, first SEV1 update by ${by} at ${width} px: ${presses} presses`,
          );
          expect(presses).toBeLessThanOrEqual(5);
          expect(await page.locator('main').innerText()).toContain('SEV1');
          const published = new URL(page.url()).pathname.replace('/admin', '');
          expect(await (await page.request.get(published)).text()).toContain(component);
          await page.context().close();
        },
      );
  });
});
