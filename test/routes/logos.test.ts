import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { createApp } from '../../api/app.ts';
import { compressors } from '../../api/http/cache/compress.node.ts';
import { PageCache } from '../../api/http/cache/page-cache.ts';
import { answerFromMemory } from '../../api/http/serve/serve.ts';
import { logosOnDisk } from '../../api/snapshot/last-known.node.ts';
import { Logos, withLogos } from '../../api/snapshot/logos.ts';
import { author, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { png, svg } from '../support/samples/images.ts';
import { recordQueries } from '../support/world/query-log.ts';

let page: TestPage;
let folder: string;
let path: string;
const bytes = png(90, 30);
beforeEach(async () => {
  page = await openPage();
  folder = mkdtempSync(join(tmpdir(), 'allclear-logos-'));
  const light = Upload.parse(bytes);
  path = `/logo/${(await saveLogo(page.deps, author, PAGE_ID, { light }))?.light?.file}`;
});
afterEach(() => {
  page.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => path.slice('/logo/'.length);
const app = () =>
  createApp(
    async () => page.deps,
    async () => new Response(),
  );
const request = () => new Request(`http://localhost:4321${path}`);
const logosWith = (copies = logosOnDisk(folder)) =>
  new Logos({ db: page.deps.db, copies, log: () => {} });

test('is served from memory without the database, also after the next publish', async () => {
  expect((await app().fetch(request())).status).toBe(200);
  const asked = recordQueries(page.deps.db);
  const fast = answerFromMemory(page.deps, request());
  expect(new Uint8Array((await fast?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);
  expect(asked()).toEqual([]);
  await page.publish({ name: 'News', state: 'investigating', body: 'We look.' });
  asked();
  expect((await app().fetch(request())).status).toBe(200);
  expect(asked()).toEqual([]);
});

test('that is already compressed is not compressed again, and an SVG is', async () => {
  const pages = new PageCache({ salt: '', compressors });
  const app = createApp(
    async () => ({ ...page.deps, pages }),
    async () => new Response(),
  );
  const encoding = async (path: string) => {
    const asked = new Request(`http://localhost:4321${path}`, {
      headers: { 'accept-encoding': 'br' },
    });
    return (await app.fetch(asked)).headers.get('content-encoding');
  };
  const light = Upload.parse(png(400, 400));
  const dark = Upload.parse(svg('<path d="M0 0h9"/>'.repeat(40)));
  const logo = await saveLogo(page.deps, author, PAGE_ID, { light, dark });
  expect(light.bytes.length).toBeGreaterThan(512);
  expect(await encoding(`/logo/${logo?.light?.file}`)).toBeNull();
  expect(await encoding(`/logo/${logo?.dark?.file}`)).toBe('br');
});

test('is copied with the page, so that a process that starts without its database has both', async () => {
  const snapshot = await page.deps.snapshots.current();
  if (!snapshot) throw new Error('there is no page');
  const cached = withLogos({ load: async () => null, save: async () => {} }, logosWith());
  await cached.save(snapshot);
  page.deps.db.$client.close();
  expect(await logosWith().find(PAGE_ID, file())).toEqual(bytes);
  await expect(logosWith().find(PAGE_ID, file().replace(/^./, 'x'))).rejects.toThrow();
});

test('a truncated copy is not used: the database is read, and the copy repaired', async () => {
  const copies = logosOnDisk(folder);
  await copies.save(file(), bytes);
  const [torn = ''] = readdirSync(join(folder, 'logos'));
  writeFileSync(join(folder, 'logos', torn), bytes.slice(0, 40));
  expect(await logosWith().find(PAGE_ID, file())).toEqual(bytes);
  expect(await copies.load(file())).toEqual(bytes);
});
