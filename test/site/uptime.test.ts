import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { correctHistory } from '../../api/actions/component/correct-history.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { HOUR } from '../../api/domain/time/time.ts';
import { openDb } from '../../db/engine/client.ts';
import { describeInBrowser, launch } from '../support/browser.ts';
import { author, openPage } from '../support/page.ts';
import { type Server, startServer } from '../support/server.ts';

let server: Server;
let component: string;
let group: string;
let month: string;

/** The real build on the page of `npm run demo`, with one correction. */
beforeAll(async () => {
  server = await startServer();
  const now = Date.now();
  month = new Date(now - 30 * 24 * HOUR).toISOString().slice(0, 7);
  const db = openDb({ url: server.databaseUrl });
  const scale = { components: 12, incidents: 40, days: 90, subscribers: 0, random: 7 };
  const { pageId } = await writeDemoData(db, { ...scale, now }, () => {});
  const { rows } = await db.$client.execute(
    'select id, "group" from component order by "group" desc, position',
  );
  db.$client.close();
  group = `${rows[0]?.id}`;
  component = `${rows.at(-1)?.id}`;
  const page = await openPage({ url: server.databaseUrl, empty: true });
  page.at(now);
  await correctHistory(page.deps, author, pageId, component, {
    fromAt: now - 30 * 24 * HOUR,
    toAt: now - 30 * 24 * HOUR + HOUR,
    status: 'major_outage',
    note: 'Our <monitor> slept.',
  });
  page.close();
  while (!(await html(`/components/${component}`)).includes('slept'))
    await new Promise((resume) => setTimeout(resume, 50));
});
afterAll(() => server.stop());

const html = async (path: string) => (await fetch(`${server.url}${path}`)).text();

test('the front page has 90 bars for each component and group, in one answer of at most 14 KB', async () => {
  const bytes = await shortened('/');
  const page = brotliDecompressSync(bytes).toString();
  const bars = /<svg class="bars" viewBox="0 0 359 32"|<i class="bars">/g;
  expect(page.match(bars)).toHaveLength(12 + 3);
  expect(page.match(/% uptime</g)).toHaveLength(12 + 3);
  expect(bytes.byteLength).toBeLessThanOrEqual(14 * 1024);
});

test('behind the bars stand the days on which something was, with their incidents, without a script', async () => {
  expect(await html('/')).toContain(`href="/components/${component}"`);
  const page = await html(`/components/${component}`);
  expect(page).toMatch(
    /<th scope="row">\d+ \w+<\/th> ?<td> ?(?:Partial|Major) outage for [^<]+<br> ?<a href="\/incidents\/[a-z0-9]{12}">/,
  );
  expect(page).toContain('Corrected: Our &lt;monitor&gt; slept.');
  expect(page).not.toMatch(/<svg class="bars"(?![^>]*aria-hidden="true")/); // the table says it in words
  for (const [, hover = ''] of page.matchAll(/<path class="\w+" d="[^"]+"><title>([^<,]+)/g))
    expect(page.slice(page.indexOf('<th scope="row">'))).toContain(hover);
  expect(page).toMatch(/<path class="major_outage" d="M\d+ 13h3"><\/path>/);
});

test('a component, a group, the months and the year have pages of their own', async () => {
  expect(await html(`/components/${component}`)).toContain('Corrected: Our &lt;monitor&gt; slept.');
  expect(await html(`/components/${group}`)).toContain('Incidents and maintenance');
  expect(await html('/uptime')).toContain(`href="/uptime/${month}"`);
  expect(await html(`/uptime/${month}`)).toContain('slept');
  expect((await fetch(`${server.url}/uptime/1999-01`)).status).toBe(404);
  expect((await fetch(`${server.url}/components/aaaaaaaaaaaa`)).status).toBe(404);
});

describeInBrowser('in a browser', () => {
  let browser: Browser;
  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  test.each(['light', 'dark'] as const)(
    'axe finds nothing on the pages of uptime, and nothing is cut on a small phone: %s',
    async (colorScheme) => {
      const tab = await browser.newPage({ colorScheme, viewport: { width: 320, height: 700 } });
      for (const path of ['/', '/uptime', `/uptime/${month}`, `/components/${component}`]) {
        await tab.goto(`${server.url}${path}`);
        for (const summary of await tab.locator('summary').all()) await summary.press('Enter');
        await tab.evaluate(axe);
        const violations = await tab.evaluate(async () => {
          // The library has put itself there.
          const found = await (
            globalThis as unknown as { axe: typeof import('axe-core') }
          ).axe.run();
          return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
        });
        expect(violations, path).toEqual([]);
        const overflow = await tab.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(overflow, path).toBeLessThanOrEqual(0);
      }
      await tab.close();
    },
  );
});

/** The bytes as they travel; fetch would have unpacked them. */
function shortened(path: string): Promise<Buffer> {
  return new Promise((done, fail) => {
    get(`${server.url}${path}`, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done(Buffer.concat(parts)));
    }).on('error', fail);
  });
}
