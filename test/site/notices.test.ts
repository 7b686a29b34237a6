import axe from 'axe-core';
import type { Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveLanguages } from '../../api/actions/page/language-settings.ts';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import { DAY, HOUR } from '../../api/domain/time/time.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage, PAGE_ID } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';

const START = Math.ceil(Date.now() / HOUR) * HOUR + 3 * DAY;
let server: Server;
let work: string;
let owner: { email: string; password: string };

/** The real build: a page in Berlin that writes English and German, and work that was moved by a day. */
beforeAll(async () => {
  server = await startServer();
  const page = await openPage({ url: server.databaseUrl, name: 'Acme', timeZone: 'Europe/Berlin' });
  page.at(Date.now() - HOUR);
  const settings = { locale: 'en', languages: ['de'], appliesToExisting: false } as const;
  await saveLanguages(page.deps, author, PAGE_ID, { ...settings, languages: ['de'] });
  const cards = await page.component({ name: 'Cards' });
  work = await page.publish({
    name: 'Upgrade',
    state: 'scheduled',
    body: 'Payments pause for a minute.',
    locale: 'en',
    translations: { de: { name: 'Aktualisierung', body: 'Zahlungen ruhen eine Minute.' } },
    scheduledFor: START,
    scheduledUntil: START + 2 * HOUR,
    componentIds: [cards],
    zone: 'Asia/Tokyo',
  });
  await page.update(work, {
    scheduledFor: START + DAY,
    scheduledUntil: START + DAY + 2 * HOUR,
    body: 'The supplier asked for it.',
    locale: 'en',
    translations: { de: { body: 'Der Lieferant bat darum.' } },
  });
  owner = await addOwner(page.deps, PAGE_ID);
  page.close();
  while (!(await html('/de')).includes('Der Lieferant bat darum'))
    await new Promise((resume) => setTimeout(resume, 50));
});
afterAll(() => server.stop());

const html = async (path: string) => (await fetch(`${server.url}${path}`)).text();
const prose = (page: string) => page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

test.each(['/de', '/de/incidents/'])(
  '%s shows a German what was moved, old and new, and why',
  async (path) => {
    const page = await html(path.endsWith('/') ? `${path}${work}` : path);
    expect(prose(page)).toMatch(
      /Diese Wartung wurde verschoben\. ?Bisher: .+ ?Neuer Termin: .+Der Lieferant bat darum\./,
    );
    expect(page).not.toMatch(/another time|The supplier|Original auf Englisch/);
    const [was, is] = [START, START + DAY].map((from) => new Date(from).toISOString());
    expect(page).toMatch(new RegExp(`Bisher: <time datetime="${was}" data-until="[^"]+">`));
    expect(page).toMatch(new RegExp(`Neuer Termin: <strong><time datetime="${is}"`));
  },
);

test('a reader without a translation gets the notice in their language, and the reason as the original, marked', async () => {
  const page = await html(`/ar/incidents/${work}`);
  expect(prose(page)).toContain('تغيّر موعد هذه الصيانة.');
  expect(page).toContain(
    '<div class="prose" lang="en" dir="auto"><p>The supplier asked for it.</p>',
  );
  expect(page).not.toMatch(/another time|lang="en"[^>]*><p>تغيّر/);
});

describeInBrowser('in a browser', () => {
  test('the maintenance form has a field for each language, without JavaScript too', async () => {
    const browser = await launch();
    try {
      for (const javaScriptEnabled of [true, false]) {
        const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled });
        const tab = await context.newPage();
        await tab.goto('/admin/sign-in');
        await tab.fill('[name=email]', owner.email);
        await tab.fill('[name=password]', owner.password);
        await tab.click('main button.main');
        await tab.goto(`/admin/maintenances/${work}/edit`);
        const german = tab.locator('details', { hasText: 'German' });
        if ((await german.getAttribute('open')) === null) await german.locator('summary').click();
        expect(await tab.inputValue('[name="name@de"]')).toBe('Aktualisierung');
        const why = javaScriptEnabled ? 'Mit Skript.' : 'Ohne Skript.';
        await tab.fill('[name=body]', 'One more word.');
        await tab.fill('[name="body@de"]', why);
        if (javaScriptEnabled) {
          await screenshot(tab, 'edit');
          expect(await violationsOf(tab)).toEqual([]);
        }
        await tab.click('main button.main');
        await tab.waitForURL(/done=saved/);
        expect(prose(await html(`/de/incidents/${work}`))).toContain(why);
        if (javaScriptEnabled && process.env.NOTICE_SCREENS)
          for (const path of ['de', 'ar', `de/incidents/${work}`, `ar/incidents/${work}`]) {
            await tab.goto(`/${path}`);
            await screenshot(tab, path.replaceAll('/', '-'));
          }
        await context.close();
      }
    } finally {
      await browser.close();
    }
  });
});

async function violationsOf(tab: Tab): Promise<string[]> {
  await tab.evaluate(axe.source);
  return tab.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }; // put there just now
    return (await axe.run()).violations.map(({ id }) => id);
  });
}

/** `NOTICE_SCREENS=folder` keeps what it looks like there. */
async function screenshot(tab: Tab, name: string): Promise<void> {
  const folder = process.env.NOTICE_SCREENS;
  for (const width of folder ? [1280, 390] : [])
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.setViewportSize({ width, height: 900 });
      await tab.emulateMedia({ colorScheme });
      await tab.screenshot({
        path: `${folder}/${name}-${width}-${colorScheme}.png`,
        fullPage: true,
      });
    }
}
