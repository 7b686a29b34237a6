import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDb } from '../../db/client.ts';
import { rows } from '../support/dump.ts';
import { openPage, type TestPage } from '../support/page.ts';

let page: TestPage;
let folder: string;
beforeEach(async () => {
  page = await openPage();
  folder = mkdtempSync(join(tmpdir(), 'allclear-backup-'));
});
afterEach(() => {
  page.close();
  rmSync(folder, { recursive: true, force: true });
});

const backup = (args: string[], url = page.url) =>
  new Promise<{ code: number; err: string }>((resolve) => {
    const env = { PATH: process.env.PATH, DATABASE_URL: url };
    execFile(process.execPath, ['api/cli/backup.ts', ...args], { env }, (error, _, err) =>
      resolve({ code: error ? Number(error.code) : 0, err }),
    );
  });

test('a backup taken while others write is one consistent state', async () => {
  for (let n = 0; n < 20; n++)
    await page.publish({ name: `Before ${n}`, state: 'investigating', body: 'We look.' });
  const out = join(folder, 'backup.db');
  let isDone = false;
  const backingUp = backup(['--out', out]).finally(() => {
    isDone = true;
  });
  let during = 0;
  while (!isDone) {
    await page.publish({ name: `During ${during++}`, state: 'investigating', body: 'We look.' });
    await new Promise((resume) => setTimeout(resume, 1));
  }
  expect(await backingUp).toEqual({ code: 0, err: '' });
  const copy = openDb({ url: `file:${out}` });
  const [counts] = await rows(
    copy,
    `select (select count(*) from incident) as incidents, (select count(*) from incident_update) as updates,
       (select count(*) from notification) as notifications,
       (select count(*) from audit where subject = 'incident') as audits, (select version from page) as version`,
  );
  copy.$client.close();
  const incidents = Number(counts?.incidents);
  expect(incidents).toBeGreaterThanOrEqual(20);
  expect(incidents).toBeLessThanOrEqual(20 + during);
  expect(counts).toMatchObject({
    updates: incidents,
    notifications: incidents,
    audits: incidents,
    version: incidents + 1,
  });
});

test('what exists is not written over, and a server’s database has backups of its own', async () => {
  const out = join(folder, 'backup.db');
  expect((await backup(['--out', out])).code).toBe(0);
  expect(await backup(['--out', out])).toMatchObject({
    code: 1,
    err: expect.stringContaining('exists'),
  });
  expect(await backup([])).toMatchObject({ code: 1, err: expect.stringContaining('--out') });
  const remote = await backup(['--out', join(folder, 'b.db')], 'libsql://acme.turso.io');
  expect(remote).toMatchObject({ code: 1, err: expect.stringContaining('Turso') });
});
