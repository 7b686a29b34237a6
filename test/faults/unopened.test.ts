import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDb } from '../../db/engine/client.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { outageOf } from '../../db/engine/outage.ts';
import { write } from '../../db/engine/write.ts';
import { installValue, setInstallValue } from '../../db/page/page.ts';
import { openPage } from '../support/browser/page.ts';
import { type Server, startServer } from '../support/server/server.ts';

let folder: string;
let server: Server | undefined;
/** The database is on a disk of its own, to which the folder beside the copy has a link. */
const databaseOn = (disk: string) => join(folder, disk, 'allclear.db');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-unopened-'));
  for (const name of ['disk', 'data']) mkdirSync(join(folder, name));
  symlinkSync(databaseOn('disk'), databaseOn('data'));
  const page = await openPage({ url: `file:${databaseOn('disk')}` });
  page.at(Date.now());
  await page.publish({ name: 'Cards fail', state: 'investigating', body: 'We look.' });
  page.close();
});
afterEach(async () => {
  await server?.kill();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});
const start = async () => {
  server = await startServer({ folder: join(folder, 'data'), env: { FRESH_SECONDS: '2' } });
  return server;
};
const unmount = () => renameSync(join(folder, 'disk'), join(folder, 'unmounted'));
const get = async (path: string) => {
  const answer = await fetch(`${server?.url}${path}`, { headers: { accept: 'text/html' } });
  return { status: answer.status, text: await answer.text() };
};

test('a start whose database can’t be opened serves the last-known page, says why not, and recovers by itself', async () => {
  await start();
  await get('/');
  const copy = join(folder, 'data', 'last-known.json');
  await expect.poll(() => existsSync(copy), { timeout: 20_000 }).toBe(true);
  await server?.kill();
  unmount();

  const { printed } = await start();
  const front = await get('/');
  expect([front.status, front.text]).toEqual([200, expect.stringContaining('Cards fail')]);
  await expect
    .poll(async () => (await get('/')).text, { timeout: 20_000 })
    .toContain('Status as of ');
  expect(await get('/readyz')).toEqual({
    status: 503,
    text: expect.stringContaining('can’t be reached or opened'),
  });
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/admin/sign-in')).text).not.toMatch(/\bat .+\.(ts|mjs|js):\d+/);
  await printed(/"migration failed; retrying","error":"[^"]*SQLITE_CANTOPEN/);

  // Where the disk is to be, before it is there: an empty page is worse than an old one.
  mkdirSync(join(folder, 'disk'));
  await new Promise((resume) => setTimeout(resume, 3000));
  expect(existsSync(databaseOn('disk'))).toBe(false);
  expect((await get('/')).text).toContain('Cards fail');
  rmSync(join(folder, 'disk'), { recursive: true });

  renameSync(join(folder, 'unmounted'), join(folder, 'disk'));
  await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200);
  await expect
    .poll(async () => (await get('/')).text, { timeout: 20_000 })
    .not.toContain('Status as of ');
  expect((await get('/')).text).toContain('Cards fail');
});

test('without a last-known copy the start fails and says what to check', async () => {
  unmount();
  await expect(start()).rejects.toThrow(
    /Can’t open the database \S+\. Check that the user running Allclear can read and write the file/,
  );
});

test('a client created before its file could be opened reports it as unavailable, and works once it can', async () => {
  const url = `file:${join(folder, 'later', 'allclear.db')}`;
  expect(() => openDb({ url })).toThrow();
  const db = openDb({ url, lazy: true });
  for (let n = 0; n < 2; n++) {
    const refused = await installValue(db, 'test').catch((error: unknown) => error);
    expect(outageOf(refused)).toBe('away');
  }
  mkdirSync(join(folder, 'later'));
  await migrate(db, url);
  await write(db, [setInstallValue(db, 'test', 'written')]);
  expect(await installValue(db, 'test')).toBe('written');
  db.$client.close();
});
