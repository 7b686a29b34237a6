import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { writeDemoData } from '../../api/cli/demo-data/demo-data.ts';
import { locales } from '../../api/domain/text/locale.ts';
import { findSitePage } from '../../db/page/page.ts';
import { png, svg } from '../support/samples/images.ts';
import { operatorEnv } from '../support/server/command.ts';
import { serveFiles } from '../support/server/files-server.ts';
import { makeWorld, NOON, owner, type World } from '../support/world/world.ts';

const LIVE = 'https://status.example.com';
const run = promisify(execFile);
let folder: string;
let world: World;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-export-'));
  world = await makeWorld({ bare: true });
  const scale = { components: 6, incidents: 20, days: 60, subscribers: 3, random: 7, now: NOON };
  await writeDemoData(world.deps.db, scale, () => {});
});
afterEach(() => {
  world.close();
  rmSync(folder, { recursive: true, force: true });
});

const exportTo = (out: string) =>
  run(process.execPath, ['api/cli/export.ts', '--out', out], {
    env: operatorEnv({ DATABASE_URL: world.url, BASE_URL: LIVE }),
  });

test('the exported site has no dead link and requests nothing from the service', async () => {
  const out = join(folder, 'site');
  expect((await exportTo(out)).stdout).toMatch(/Exported \d+ files/);
  const site = await serveFiles(out);
  try {
    const shared = ['/picture.png', '/pictures/major_outage.png'];
    const found = new Set(['/', '/api/v2/summary.json', '/history.rss', '/badge.svg', ...shared]);
    const toTheService = new Set<string>();
    for (const path of found) {
      const answer = await fetch(site.url + path, { redirect: 'manual' });
      expect([path, answer.status]).toEqual([path, 200]);
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue;
      const html = await answer.text();
      const markup = html.replaceAll(/<script\b[^>]*>[\s\S]*?<\/script>/g, ''); // scripts write tags too
      for (const [, tag, target = ''] of markup.matchAll(/<(\w+)[^>]*?\s(?:href|src)="([^"]*)"/g)) {
        if (target.startsWith('/')) found.add(target.replace(/#.*/, ''));
        else if (target.startsWith(LIVE)) toTheService.add(`${tag} ${target.slice(LIVE.length)}`);
        else expect(target).toMatch(/^(#|data:|https:\/\/)/);
      }
      expect(html).not.toMatch(/<link (?!rel="canonical")[^>]*href="http/);
      expect(html).not.toMatch(/<(img|script|iframe|source)[^>]+src="http/);
    }
    expect([...found].filter((path) => /^\/incidents\/[^/]+\/$/.test(path)).length).toBeGreaterThan(
      20,
    );
    expect([...toTheService].filter((link) => !/^(a|link) /.test(link))).toEqual([]);
    for (const locale of locales) expect(found).toContain(`/${locale}/`);
    expect(toTheService).toContain('a /subscribe');
    const german = await (await fetch(`${site.url}/de/`)).text();
    expect(german).toContain('<html lang="de"');
    expect(german).toContain('Sicherungskopie, Stand <time');
    const front = await (await fetch(site.url)).text();
    expect(front).toContain('Backup copy from <time');
    expect(front).toContain('http-equiv="content-security-policy"');
    expect(await (await fetch(`${site.url}/404.html`)).text()).toContain('Backup copy');
  } finally {
    await site.stop();
  }
});

test('the exported site has its logos, light and dark', async () => {
  const page = await findSitePage(world.deps.db, null);
  const files = { light: Upload.parse(png(90, 30)), dark: Upload.parse(svg('<path d="M0 0h9"/>')) };
  await saveLogo(world.deps, owner, page?.id ?? '', files);
  const out = join(folder, 'site');
  await exportTo(out);
  const front = readFileSync(join(out, 'index.html'), 'utf8');
  const paths = [...front.matchAll(/(?:src|srcset)="(\/logo\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.map((path) => new Uint8Array(readFileSync(join(out, path))))).toEqual([
    files.dark.bytes,
    files.light.bytes,
  ]);
});

test('a folder that is not empty is not written into', async () => {
  const refused = await exportTo(process.cwd()).catch((error) => error);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('isn’t empty');
});
