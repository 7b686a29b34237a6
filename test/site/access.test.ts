import type { Browser, BrowserContext, Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForApproval } from '../../api/actions/draft/approve.ts';
import { saveDraft } from '../../api/actions/draft/save.ts';
import { scheduleDraft } from '../../api/actions/draft/schedule.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { saveLanguages } from '../../api/actions/page/language-settings.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { linkFor } from '../../api/auth/link.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { addOwner } from '../../api/cli/demo-data/owner.ts';
import type { Deps } from '../../api/context/deps.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { DAY } from '../../api/domain/time/time.ts';
import { listIncidents } from '../../db/incident/incident.ts';
import { listSubscribers } from '../../db/subscriber/list.ts';
import { accessViolations } from '../support/browser/axe.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { author, openPage } from '../support/browser/page.ts';
import { png, svg } from '../support/samples/images.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { FULL } from '../support/size.ts';
import { eventually } from '../support/world/eventually.ts';
import { announced } from '../support/world/random.ts';

const SCALE = { components: 12, incidents: 12, days: 60, subscribers: 5, random: 7 };
const SECRET = 'a secret that only this test knows';
/** One of the two, since their pages differ by direction only; both with FULL. */
const languages = FULL
  ? ['English', 'Arabic']
  : [announced('LANGUAGE')() < 0.5 ? 'English' : 'Arabic'];
const choose = announced('AXE_PAGES');
/** Where nothing links to, or only a mail does, with a token. */
const UNLINKED = [
  '/nothing',
  '/history?q=certificate',
  '/embed/frame',
  '/subscribe/sent',
  'confirm',
  'manage',
  'unsubscribe',
];

/** Every page, by following every link: a new page is looked at without being named here. */
describeInBrowser('Every page, for everyone', () => {
  let server: Server;
  let browser: Browser;
  let reader: BrowserContext;
  let arab: BrowserContext;
  let operator: BrowserContext;
  const secret: string[] = [];
  let planned: string;

  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer({ env: { SECRET_KEY: SECRET } }), launch()]);
    const { deps, close } = await openPage({ url: server.databaseUrl, empty: true });
    const { pageId } = await writeDemoData(deps.db, { ...SCALE, now: Date.now() }, () => {});
    const owner = await addOwner(deps, pageId);
    await writeDrafts(deps, pageId);
    await saveLanguages(deps, ada, pageId, {
      locale: 'en',
      languages: ['de', 'ja', 'ar'],
      appliesToExisting: false,
    });
    const files = {
      light: Upload.parse(png(90, 30)),
      dark: Upload.parse(svg('<path d="M0 0h9"/>')),
    };
    await saveLogo(deps, author, pageId, files);
    const [work] = await listIncidents(deps.db, pageId, { filter: 'upcoming' });
    planned = `/admin/incidents/${work?.id}?state=in_progress`;
    const anybody = { q: '', standing: null, channel: null, limit: 1 };
    const [holder] = await listSubscribers(deps.db, pageId, anybody);
    if (!holder) throw new Error('nobody has subscribed');
    const linkDeps = { signer: deps.signer, baseUrl: '' };
    for (const purpose of ['confirm', 'manage', 'unsubscribe'] as const)
      secret.push(await linkFor(linkDeps, purpose, holder));
    close();
    const options = { baseURL: server.url, reducedMotion: 'reduce' } as const;
    [reader, arab, operator] = await Promise.all([
      browser.newContext(options),
      browser.newContext({ ...options, locale: 'ar' }),
      browser.newContext(options),
    ]);
    await eventually(async () => expect((await fetch(server.url)).status).toBe(200));
    const tab = await operator.newPage();
    await tab.goto('/admin/sign-in');
    await tab.fill('[name=email]', owner.email);
    await tab.fill('[name=password]', owner.password);
    await tab.click('main button.main');
    await tab.waitForURL(/\/admin(\?|$)/);
    await tab.close();
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  test.concurrent.each(languages)(
    'of the public, in %s: no axe-core violation, and nothing cut off at 320 pixels',
    { timeout: 300_000 },
    async (language) => {
      const start = ['/', ...UNLINKED, ...secret];
      const context = language === 'Arabic' ? arab : reader;
      const seen = await checkAll(context, start, (path) => !path.startsWith('/admin'));
      console.log(`Looked at ${seen.pages.length} public pages: ${seen.pages.join(' ')}`);
      expect(seen.errors).toEqual([]);
      expect(seen.pages.length).toBeGreaterThan(14);
    },
  );

  test.concurrent('of the console: no axe-core violation, and nothing cut off at 320 pixels', {
    timeout: 300_000,
  }, async () => {
    const seen = await checkAll(operator, ['/admin', planned, DISPUTED], (path) =>
      path.startsWith('/admin'),
    );
    console.log(`Looked at ${seen.pages.length} pages of the console: ${seen.pages.join(' ')}`);
    console.log(`With places for other languages: ${seen.spoken.join(' ')}`);
    expect(seen.errors).toEqual([]);
    expect(seen.pages.length).toBeGreaterThan(20);
    expect(seen.spoken).toEqual(
      expect.arrayContaining([
        '/admin/incidents/new',
        '/admin/incidents/:id/update',
        '/admin/incidents/:id/planned',
        '/admin/incidents/:id/edit',
        '/admin/incidents/:id/updates/:id',
        '/admin/maintenances/new',
        '/admin/maintenances/:id/edit',
        '/admin/maintenances/:id/cancel',
        '/admin/settings/templates/:id',
      ]),
    );
  });

  test('the whole public page works with the keyboard alone, with a visible focus', async () => {
    const tab = await reader.newPage();
    await tab.goto('/');
    const all = tab.locator('a[href], button, select, input, summary, [tabindex="0"]');
    const wanted = await all.evaluateAll(
      (some) => some.filter((one) => one.checkVisibility()).length,
    );
    const reached = new Set<string>();
    for (let keys = 0; keys < wanted; keys++) {
      await tab.keyboard.press('Tab');
      const at = await tab.evaluate(() => {
        const here = document.activeElement ?? document.body;
        const { outlineStyle, outlineWidth } = getComputedStyle(here);
        const box = here.getBoundingClientRect();
        return {
          what: `${here.outerHTML.slice(0, 120)} at ${Math.round(box.y + scrollY)}`,
          isSeen:
            outlineStyle !== 'none' &&
            outlineWidth !== '0px' &&
            box.bottom > 0 &&
            box.top < innerHeight,
        };
      });
      expect(at.isSeen, at.what).toBe(true);
      reached.add(at.what);
    }
    expect(reached.size).toBe(wanted);
    await tab.goto('/');
    await tab.keyboard.press('Tab');
    await tab.keyboard.press('Enter');
    expect(new URL(tab.url()).hash).toBe('#main');
    await tab.close();
  });

  test('a status is shown by its shape and its word: in grayscale, and in forced colors', async () => {
    const tab = await reader.newPage();
    await tab.goto('/');
    const shapes = new Map<string, Set<string>>();
    for (const status of await tab.locator('.status').all()) {
      const word = (await status.textContent())?.trim() ?? '';
      expect(word).not.toBe('');
      const shape = await status.locator('svg').innerHTML();
      shapes.set(word, (shapes.get(word) ?? new Set()).add(shape));
    }
    expect(shapes.size).toBeGreaterThan(1);
    expect(new Set([...shapes.values()].flatMap((some) => [...some])).size).toBe(shapes.size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ forcedColors: 'active', colorScheme });
      const lost = await tab.locator('h1 svg, .status svg').evaluateAll(
        (icons) =>
          icons.filter((icon) => {
            const mark = icon.querySelector('[stroke="var(--sheet)"]');
            const ground = getComputedStyle(document.body).backgroundColor;
            const { color } = getComputedStyle(icon);
            return color === ground || (mark && getComputedStyle(mark).stroke === color);
          }).length,
      );
      expect(lost).toBe(0);
    }
    await tab.close();
  });
});

/** Ids, months and tokens make many addresses of one page. */
const kindOf = (path: string): string =>
  path
    .replace(/^(\/admin\/incidents\/[a-z0-9]{12})\?state=in_progress$/, '$1/planned')
    .replace(/^(\/admin\/incidents\/[a-z0-9]{12})\?new$/, '$1/update')
    .replace(/^\/history\?(?=.).*/, '/history (found)')
    .replace(/[?#].*/, '')
    .replace(/\/(?!maintenances)[a-z0-9]{12}(\.[\w-]+)?(?=\/|$)/g, '/:id')
    .replace(/\/\d{4}(-\d\d)?(-\d\d)?(?=\/|$)/g, '/:time');

const DISPUTED = '/admin/incidents/new?draft=draft0000001';

const ada = { kind: 'user', id: 'ada000000000', name: 'Ada', role: 'publisher' } as const;

/** One that two people wrote differently, one that waits for approval, and one for its time. */
async function writeDrafts(deps: Deps, pageId: string): Promise<void> {
  const bo = { ...ada, id: 'bo0000000000', name: 'Bo' };
  const first = { name: 'Search is slow', body: 'Searches take a minute.', state: 'investigating' };
  const save = (n: number, who: Actor, base: number, values: Record<string, string>) => {
    const about = { id: `draft000000${n}`, kind: 'incident', incidentId: null } as const;
    return saveDraft(deps, who, pageId, { ...about, base, idempotencyKey: who.id, values });
  };
  await save(1, ada, 0, first);
  await save(1, bo, 1, { ...first, body: 'Searches take two minutes.' });
  await save(1, ada, 1, { ...first, body: 'Searches are slow.' });
  const outgoing = { asOf: deps.clock(), input: NewIncident.parse(first), seen: 0 };
  await askForApproval(deps, ada, (await save(2, ada, 0, first)).draft, outgoing);
  const time = { publishAt: deps.clock() + DAY, publishZone: 'Asia/Tokyo' };
  await scheduleDraft(deps, ada, (await save(3, ada, 0, first)).draft, outgoing, time);
}

/** `spoken`: where a form takes its words in other languages too. */
type Seen = { pages: string[]; spoken: string[]; errors: string[] };

async function checkAll(
  context: BrowserContext,
  start: string[],
  wanted: (path: string) => boolean,
): Promise<Seen> {
  const tab = await context.newPage();
  const seen: Seen = { pages: [], spoken: [], errors: [] };
  const known = new Set<string>();
  for (const path of start) {
    const kind = kindOf(path);
    if (known.has(kind)) continue;
    known.add(kind);
    const headers = (await context.request.head(path)).headers();
    if (!headers['content-type']?.startsWith('text/html')) continue;
    // A mail as it was sent: in its sandbox no script runs, axe-core's neither.
    if (headers['content-security-policy']?.includes('sandbox')) continue;
    await tab.goto(path);
    seen.pages.push(kind);
    if ((await openLanguages(tab)) > 0) seen.spoken.push(kind);
    seen.errors.push(...(await violationsOf(tab)).map((error) => `${kind}: ${error}`));
    const links = await tab
      .locator('a[href^="/"]')
      .evaluateAll((some) => some.map((a) => a.getAttribute('href') ?? ''));
    start.push(...links.filter(wanted));
  }
  await tab.close();
  return seen;
}

/** The text after the name of a language is checked too. */
const openLanguages = (tab: Tab): Promise<number> =>
  tab.locator('details:has([name*="@"])').evaluateAll((all) => {
    for (const one of all) one.setAttribute('open', '');
    return all.length;
  });

async function violationsOf(tab: Tab): Promise<string[]> {
  // By axe-core, every other page in CI: it takes two thirds of the time.
  const errors = FULL || choose() < 0.5 ? await accessViolations(tab) : [];
  const { width, height } = tab.viewportSize() ?? { width: 1280, height: 720 };
  for (const narrow of [width / 2, 320]) {
    await tab.setViewportSize({ width: narrow, height });
    errors.push(...(await tab.evaluate(cutAt, narrow)));
  }
  await tab.setViewportSize({ width, height });
  return errors;
}

/** What a reader would have to scroll sideways for, or could not read at all. */
function cutAt(width: number): string[] {
  const over = document.documentElement.scrollWidth - innerWidth;
  const hidden = [...document.querySelectorAll<HTMLElement>('body :not(input)')].filter((one) => {
    const { overflowX, position } = getComputedStyle(one);
    const isHidden = overflowX === 'hidden' || overflowX === 'clip';
    return isHidden && position !== 'absolute' && one.scrollWidth > one.clientWidth + 1;
  });
  return [
    ...(over > 0 ? [`${over} pixels too wide at ${width}`] : []),
    ...hidden.map((one) => `cut at ${width}: ${one.outerHTML.slice(0, 120)}`),
  ];
}
