import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage, PAGE_ID } from '../support/browser/page.ts';
import { png, svg } from '../support/samples/images.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';

const APPEARANCE = '/admin/settings/appearance';

const wordmark = (ink: string) =>
  svg(
    `<circle cx="20" cy="20" r="18" fill="#e8590c"/><path d="M12 28V12l16 16V12" fill="none" stroke="#fff" stroke-width="4"/>
     <text x="48" y="29" font-family="sans-serif" font-size="23" font-weight="700" fill="${ink}">northwind</text>`,
    'viewBox="0 0 180 40"',
  );

describeInBrowser('A logo', () => {
  let browser: Browser;
  let server: Server;
  let owner: Page;
  let reader: Page;

  beforeAll(async () => {
    [browser, server] = await Promise.all([launch(), startServer()]);
    const page = await openPage({ name: 'Northwind', url: server.databaseUrl });
    const { email, password } = await addOwner(page.deps, PAGE_ID);
    page.close();
    const plain = { baseURL: server.url, javaScriptEnabled: false };
    owner = await (await browser.newContext(plain)).newPage();
    reader = await (await browser.newContext({ baseURL: server.url })).newPage();
    await reader.addInitScript(() => {
      const seen = { shift: 0 };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const one of list.getEntries())
          seen.shift += (one as unknown as { value: number }).value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await owner.goto('/admin/sign-in');
    await owner.fill('[name=email]', email);
    await owner.fill('[name=password]', password);
    await owner.click('main button.main');
    await owner.waitForURL(/\/admin(\?|$)/);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const chosen = (name: string, bytes: Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(bytes),
  });
  async function save(files: Record<string, ReturnType<typeof chosen>>) {
    await owner.goto(APPEARANCE);
    for (const [name, file] of Object.entries(files))
      await owner.setInputFiles(`[name=${name}]`, file);
    await owner.click('main button.main');
  }
  /** The header as a reader has it, when the picture is there. */
  async function seen(options: { width: number; colorScheme?: 'light' | 'dark' }) {
    const { width, colorScheme = 'light' } = options;
    await reader.setViewportSize({ width, height: 844 });
    await reader.emulateMedia({ colorScheme });
    await reader.goto('/', { waitUntil: 'networkidle' });
    return reader.evaluate(() => {
      const img = document.querySelector<HTMLImageElement>('.brand img');
      const box = img?.getBoundingClientRect();
      return {
        src: img?.currentSrc.replace(/^.*\./, ''),
        isDrawn: (img?.naturalWidth ?? 0) > 0,
        width: box?.width,
        height: box?.height,
        said: document.querySelector('.brand')?.textContent?.trim() || img?.alt,
        shift: (window as unknown as { seen: { shift: number } }).seen.shift,
        isCut: document.documentElement.scrollWidth > innerWidth,
      };
    });
  }

  test('that is not an image is refused beside its input, without JavaScript, and the input stays', async () => {
    await owner.goto(APPEARANCE);
    await owner.fill('[name=footer]', 'Typed with care');
    await owner.setInputFiles('[name=logo]', chosen('logo.png', svg('<script>alert(1)</script>')));
    await owner.click('main button.main');
    expect(await owner.locator('#logo-wrong').innerText()).toContain('This SVG contains a script');
    expect(await owner.locator('[name=logo]').getAttribute('aria-invalid')).toBe('true');
    expect(await owner.inputValue('[name=footer]')).toBe('Typed with care');
    await owner.setInputFiles('[name=logo]', chosen('fine.png', png(90, 30)));
    await owner.fill('[name=accent]', 'red');
    await owner.click('main button.main');
    expect(await owner.locator('#logo-wrong').innerText()).toContain('Choose fine.png again');
  });

  test('is drawn with the first paint, light or dark, and moves nothing', async () => {
    await owner.goto(APPEARANCE);
    await owner.check('[name=logoAlone]');
    await owner.setInputFiles('[name=logo]', chosen('light.svg', wordmark('#16191d')));
    await owner.setInputFiles('[name=logoDark]', chosen('dark.svg', wordmark('#eceff3')));
    await owner.click('main button.main');
    expect(await owner.locator('p.note[role=status]').innerText()).toContain('Saved');
    expect(await owner.locator('.ground img').count()).toBe(2);
    await eventually(async () =>
      expect(await (await fetch(server.url)).text()).toContain('/logo/'),
    );
    for (const width of [320, 390, 1280])
      for (const colorScheme of ['light', 'dark'] as const)
        expect(await seen({ width, colorScheme })).toEqual({
          src: 'svg',
          isDrawn: true,
          width: 140,
          height: 32,
          said: 'Northwind status',
          shift: 0,
          isCut: false,
        });
    const [light, dark] = await Promise.all(
      (['light', 'dark'] as const).map(async (colorScheme) => {
        const tab = await browser.newPage({ baseURL: server.url, colorScheme });
        await tab.goto('/');
        const src = await tab
          .locator('.brand img')
          .evaluate((img: HTMLImageElement) => img.currentSrc);
        await tab.close();
        return src;
      }),
    );
    expect(light).not.toBe(dark);
  });

  test.each([
    ['very wide', png(1600, 40), 140],
    ['very tall', png(40, 1600), 1],
  ])('that is %s stays within its place, with the name beside it', async (_, bytes, width) => {
    await owner.goto(APPEARANCE);
    await owner.uncheck('[name=logoAlone]');
    const dark = owner.locator('[name=logoDarkGone]');
    if (await dark.count()) await dark.check();
    await owner.setInputFiles('[name=logo]', chosen('logo.png', bytes));
    await owner.click('main button.main');
    await eventually(async () =>
      expect(await seen({ width: 320 })).toEqual({
        src: 'png',
        isDrawn: true,
        width,
        height: 32,
        said: 'Northwind status',
        shift: 0,
        isCut: false,
      }),
    );
  });

  test('that does not load leaves the name, and an intact page', async () => {
    await reader.route('**/logo/**', (route) => route.abort());
    expect(await seen({ width: 390 })).toMatchObject({
      said: 'Northwind status',
      isDrawn: false,
      shift: 0,
    });
    expect(await reader.locator('main h1').isVisible()).toBe(true);
  });

  test('that is opened alone runs nothing', async () => {
    await save({ logo: chosen('light.svg', wordmark('#16191d')) });
    const html = await (await fetch(server.url)).text();
    const [, path = ''] = /src="(\/logo\/[^"]+)"/.exec(html) ?? [];
    const tab = await browser.newPage({ baseURL: server.url });
    await tab.goto(path);
    expect(await tab.evaluate(() => [self.origin, document.documentElement.localName])).toEqual([
      'null',
      'svg',
    ]);
    await tab.close();
  });
});
