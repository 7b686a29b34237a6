import { get } from 'node:http';
import { basename } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { newPage } from '../../api/actions/page/page.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { listComponents } from '../../db/component/component.ts';
import { insertComponents } from '../../db/component/import.ts';
import { write } from '../../db/engine/write.ts';
import { listPages } from '../../db/page/page.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { importPage } from '../support/samples/import-page.ts';
import { savedPages } from '../support/samples/real-data.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { makeWorld, owner, PAGE_ID, type World } from '../support/world/world.ts';

const PHONE = { width: 390, height: 844 };

type Large = {
  name: string;
  fill: (world: World) => Promise<unknown>;
  /** Pixels on a phone while all is operational, and with five groups affected. */
  quiet: number;
  affected: number;
  /** Groups and components that are shown under Uptime before anything is unfolded. */
  lines: number;
  /** Bytes of the page, compressed with Brotli. */
  bytes: number;
};

const madeUp = (components: number, groups: number) => async (world: World) => {
  const { deps } = world;
  const at = deps.clock();
  const row = (position: number) => ({ position, pageId: PAGE_ID, createdAt: at, updatedAt: at });
  const all = Array.from({ length: groups }, (_, n) => ({
    id: deps.newId(),
    name: `Region number ${n + 1}`,
    group: true,
    ...row(n + 1),
  }));
  const leaves = Array.from({ length: components - groups }, (_, n) => ({
    id: deps.newId(),
    name: `Payment service ${n + 1}`,
    group: false,
    groupId: all[n % groups]?.id ?? null,
    ...row(n + 1),
  }));
  const page = { id: PAGE_ID, name: 'Northwind', timeZone: 'Etc/UTC', at };
  await write(deps.db, newPage(deps, owner, page));
  await write(deps.db, insertComponents(deps.db, [...all, ...leaves]));
};

const saved = (suffix: string, limits: Omit<Large, 'name' | 'fill'>): Large[] =>
  savedPages()
    .filter((folder) => folder.endsWith(suffix))
    .map((folder) => ({
      name: basename(folder),
      fill: (world) => importPage(world, folder),
      ...limits,
    }));

const pages: Large[] = [
  ...saved('-271', { quiet: 4000, affected: 5500, lines: 60, bytes: 30_000 }),
  ...saved('-75', { quiet: 3500, affected: 4500, lines: 60, bytes: 20_000 }),
  {
    name: '540 components in 70 groups',
    fill: madeUp(540, 70),
    quiet: 5000,
    affected: 6500,
    lines: 70,
    bytes: 61_440,
  },
  {
    name: '12 components',
    fill: madeUp(12, 3),
    quiet: 1500,
    affected: 2500,
    lines: 15,
    bytes: 14_336,
  },
];

describeInBrowser('The height of a page on a phone', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());

  test.each(pages)(
    'of $name',
    async ({ name, fill, quiet, affected, lines, bytes }) => {
      const server: Server = await startServer();
      const world = await makeWorld({ url: server.databaseUrl, bare: true });
      const { deps } = world;
      const html = async () => (await fetch(server.url)).text();
      const tab = await browser.newPage({ viewport: PHONE });
      const height = () => tab.evaluate(() => document.documentElement.scrollHeight);
      try {
        world.wait(Date.now() - deps.clock());
        await fill(world);
        await deps.db.$client.batch([
          "update component set status = 'operational'",
          'update page set version = version + 1',
        ]);
        await eventually(async () => expect(await html()).toContain('All systems operational'));
        await tab.goto(server.url);
        const [calm, size] = [await height(), await compressed(server.url)];
        const month = new Date(deps.clock()).toISOString().slice(0, 7);
        for (const path of ['/uptime', `/uptime/${month}`]) {
          await tab.goto(`${server.url}${path}`);
          const shown = tab.locator(
            'main :is(.member, .figures) :is(h2, h3, th) > a >> visible=true',
          );
          const rows = await shown.count();
          console.log(`${name}: ${rows} lines and ${await height()} px on ${path}`);
          expect(rows).toBeLessThanOrEqual(lines);
        }
        const pageId = (await listPages(deps.db))[0]?.id ?? '';
        const rows = await listComponents(deps.db, pageId);
        const groups = rows.filter((row) => row.group).slice(0, 5);
        const broken = groups.map(({ id }) => rows.find((row) => row.groupId === id)?.id ?? '');
        const incident = NewIncident.parse({
          name: 'Requests to the API in several regions are slow or fail with errors',
          state: 'investigating',
          body: 'Newest: some requests fail. We’re investigating the cause.',
          components: Object.fromEntries(broken.map((id) => [id, 'partial_outage'])),
          nextUpdateBy: deps.clock() + 45 * MINUTE,
        });
        await createIncident(deps, owner, pageId, incident);
        await eventually(async () => expect(await html()).toContain('Newest:'));
        await tab.goto(server.url);
        await tab.reload(); // past the browser’s cache
        const words = await tab.getByText('Newest:').first().boundingBox();
        const bottom = (words?.y ?? PHONE.height) + 24;
        const after = await height();
        console.log(
          `${name}: ${calm} px quiet, ${after} px with ${broken.length} groups affected, newest update at ${bottom} px, ${size} B`,
        );
        expect(calm).toBeLessThan(quiet);
        expect(after).toBeLessThan(affected);
        expect(bottom).toBeLessThanOrEqual(PHONE.height);
        expect(size).toBeLessThanOrEqual(bytes);
      } finally {
        await tab.close();
        world.close();
        await server.stop();
      }
    },
    180_000,
  );
});

/** The bytes of a page as they go over the line. */
function compressed(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, async (answer) => {
      if (answer.headers['content-encoding'] !== 'br') reject(new Error('not compressed'));
      resolve(Buffer.concat(await answer.toArray()).length);
    }).on('error', reject);
  });
}
