import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { author, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { hasSqld, startSqld } from '../support/edge/sqld.ts';
import { png } from '../support/samples/images.ts';
import { startFaultProxy } from '../support/server/network-faults.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { DAY } from '../support/world/world.ts';

if (!hasSqld) console.log('Skipped: no sqld here, so no database that can be away.');

describe.skipIf(!hasSqld)('an unreachable database', () => {
  let sqld: Awaited<ReturnType<typeof startSqld>>;
  let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
  let server: Server;
  let folder: string;
  let page: TestPage;
  let incident: string;

  const start = () =>
    startServer({
      cwd: folder,
      env: {
        DATABASE_URL: proxy.url,
        SECRET_KEY: 'a secret that only this test knows',
        FRESH_SECONDS: '2',
      },
    });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'allclear-away-'));
    sqld = await startSqld();
    proxy = await startFaultProxy(sqld.url);
    page = await openPage({ url: sqld.url });
    page.at(Date.now() - DAY);
    incident = await page.publish({ name: 'Slow search', state: 'resolved', body: 'It is over.' });
    page.at(Date.now());
    await page.publish({ name: 'Cards fail', state: 'investigating', body: 'We look.' });
    server = await start();
  });
  afterEach(async () => {
    await server.kill();
    page.close();
    await proxy.stop();
    await sqld.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = async (path: string) => {
    const answer = await fetch(server.url + path, { headers: { accept: 'text/html' } });
    return { status: answer.status, text: await answer.text() };
  };
  const paths = () => [
    '/',
    '/history',
    `/history/${new Date().toISOString().slice(0, 7)}`,
    `/incidents/${incident}`,
    '/history.rss',
    '/updates.atom',
    '/badge.svg',
    '/api/v2/summary.json',
    '/maintenance.ics',
  ];

  test('every public address answers 200 with its age, the console says so, and it recovers by itself', async () => {
    await get('/');
    proxy.faults.down = '503';
    await expect
      .poll(async () => (await get('/')).text, { timeout: 20_000 })
      .toContain('Status as of ');
    for (const path of paths()) {
      const { status, text } = await get(path);
      expect([path, status]).toEqual([path, 200]);
      expect(text).not.toMatch(/Failed query|\bat .+\.(ts|mjs|js):\d+/);
    }
    const history = (await get('/history')).text;
    expect(history).toContain('Status as of ');
    expect(history).not.toContain('No earlier history');
    expect(history).toContain('Some incidents this month can’t be loaded');
    expect((await get(`/incidents/${incident}`)).text).toContain('Status as of ');
    const unknown = await get('/incidents/abcdefghijkl');
    expect([unknown.status, unknown.text]).toEqual([503, expect.stringContaining('right now')]);
    const sessions = await fetch(`${server.url}/admin`, {
      headers: { accept: 'text/html', cookie: 'better-auth.session_token=abc.def' },
      redirect: 'manual',
    });
    expect([302, 303, 503]).toContain(sessions.status);
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(503);
    expect((await get('/healthz')).status).toBe(200);

    proxy.faults.down = false;
    await expect
      .poll(async () => (await get('/')).text, { timeout: 20_000 })
      .not.toContain('Status as of ');
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200);
  });

  test('a start without the database serves the last-known page, is live but not ready, and recovers by itself', async () => {
    await get('/');
    await expect
      .poll(() => existsSync(join(folder, 'data', 'last-known.json')), { timeout: 20_000 })
      .toBe(true);
    await server.kill();
    proxy.faults.down = '503';
    server = await start();
    const front = await get('/');
    expect(front.status).toBe(200);
    await expect
      .poll(async () => (await get('/')).text, { timeout: 20_000 })
      .toContain('Status as of ');
    expect(front.text).toContain('Cards fail');
    expect((await get('/healthz')).status).toBe(200);
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(503);

    proxy.faults.down = false;
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200);
    await expect
      .poll(async () => (await get('/')).text, { timeout: 20_000 })
      .not.toContain('Status as of ');
  });

  test('a start without the database shows a logo that nobody had loaded', async () => {
    const light = Upload.parse(png(90, 30));
    await saveLogo(page.deps, author, PAGE_ID, { light });
    await expect
      .poll(() => existsSync(join(folder, 'data', 'logos')), { timeout: 20_000 })
      .toBe(true);
    await server.kill();
    proxy.faults.down = '503';
    server = await start();
    const [, path = ''] = /src="(\/logo\/[^"]+)"/.exec((await get('/')).text) ?? [];
    const logo = await fetch(server.url + path);
    expect([logo.status, new Uint8Array(await logo.arrayBuffer())]).toEqual([200, light.bytes]);
  });

  test('without database and copy the status is unknown', async () => {
    await server.kill();
    rmSync(join(folder, 'data'), { recursive: true });
    proxy.faults.down = '503';
    server = await start();
    const front = await get('/');
    expect([front.status, front.text]).toEqual([503, expect.stringContaining('Status unknown')]);
  });

  test('a slow database slows no reader of a finished page', async () => {
    await get('/');
    proxy.faults.delay = 3000;
    const asked = proxy.requests();
    for (let i = 0; i < 20; i++) expect((await get('/')).status).toBe(200);
    // Three seconds a query: twenty pages that had waited for one would have been answered after it.
    expect(proxy.requests() - asked).toBeLessThan(20);
    expect((await get(`/incidents/${incident}`)).status).toBe(200);
  });
});
