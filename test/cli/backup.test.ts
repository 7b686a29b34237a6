import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pauseReason } from '../../db/channel/send-pause.ts';
import { openDb } from '../../db/engine/client.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { command, operatorEnv } from '../support/server/command.ts';
import { rows } from '../support/world/dump.ts';

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

const run = async (name: string, args: string[], url = page.url) => {
  const { code, err } = await command(name, args, { DATABASE_URL: url });
  return { code, err };
};
const backup = (args: string[], url = page.url) => run('backup', args, url);

test('a backup taken while others write is consistent', async () => {
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

test('existing files are not overwritten, and a database server has its own backups', async () => {
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

test('a backup is restored where no database is, with email paused; an existing database stays', async () => {
  const out = join(folder, 'backup.db');
  await page.publish({ name: 'Before', state: 'investigating', body: 'We look.' });
  await backup(['--out', out]);
  const place = join(folder, 'elsewhere', 'allclear.db');
  const url = `file:${place}`;
  expect(await run('restore', [out], url)).toEqual({ code: 0, err: '' });
  const restored = openDb({ url });
  expect(await pauseReason(restored)).toContain('backup');
  expect(await rows(restored, 'select name from incident')).toEqual([{ name: 'Before' }]);
  restored.$client.close();
  expect(readdirSync(join(folder, 'elsewhere'))).not.toContainEqual(expect.stringMatching(/\d$/));
  expect(await run('restore', [out], url)).toMatchObject({
    code: 1,
    err: expect.stringContaining('already exists'),
  });
  rmSync(place);
  writeFileSync(`${place}-wal`, 'writes of the database that was here before');
  expect(await run('restore', [out], url)).toMatchObject({
    code: 1,
    err: expect.stringContaining('-wal already exists'),
  });
  const remote = await run('restore', [out], 'libsql://acme.turso.io');
  expect(remote).toMatchObject({ code: 1, err: expect.stringContaining('npm run dump') });
});

test('a dump that can’t be written prints an error and leaves the previous one', async () => {
  const out = join(folder, 'allclear.jsonl');
  expect((await run('dump', ['--out', out])).code).toBe(0);
  const before = readFileSync(out, 'utf8');
  const nowhere = await run('dump', ['--out', join(folder, 'not', 'there.jsonl')]);
  expect(nowhere).toEqual({
    code: 1,
    err: expect.stringMatching(/^The dump was not written: .*\n$/),
  });
  const quota = `ulimit -f 1; trap '' XFSZ; exec "$0" api/cli/database/dump.ts --out "$1"`;
  const env = operatorEnv({ DATABASE_URL: page.url });
  for (let n = 0; n < 20; n++)
    await page.publish({ name: `More ${n}`, state: 'investigating', body: 'We look.' });
  const full = spawnSync('sh', ['-c', quota, process.execPath, out], { env });
  expect([full.status, `${full.stderr}`]).toEqual([1, expect.stringMatching(/^The dump was not/)]);
  expect(readFileSync(out, 'utf8')).toBe(before);
});

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('only the owner can read backups, dumps and restored files', async () => {
  const before = process.umask(0);
  try {
    const dump = join(folder, 'allclear.jsonl');
    writeFileSync(dump, 'the one of yesterday', { mode: 0o644 });
    const copy = join(folder, 'backup.db');
    expect((await run('dump', ['--out', dump])).code).toBe(0);
    expect((await backup(['--out', copy])).code).toBe(0);
    expect([dump, copy].map(modeOf)).toEqual(['600', '600']);

    chmodSync(copy, 0o644); // as after a copy from another machine
    const places = [copy, dump].map((file, i) => ({ file, place: join(folder, `new-${i}.db`) }));
    for (const { file, place } of places) {
      expect((await run('restore', [file], `file:${place}`)).code).toBe(0);
      expect(modeOf(place)).toBe('600');
    }
  } finally {
    process.umask(before);
  }
});

test('only the owner can read a new database and the files SQLite adds; an existing one keeps its mode', async () => {
  const before = process.umask(0);
  try {
    const place = join(folder, 'allclear.db');
    const url = `file:${place}`;
    const script = `const { openDeps } = await import('#deps');
      const { migrate } = await import('./db/engine/migrate.ts');
      const { statSync } = await import('node:fs');
      const { db } = await openDeps();
      await migrate(db, process.env.DATABASE_URL);
      for (const end of ['', '-wal', '-shm']) console.log((statSync(${JSON.stringify(place)} + end).mode & 0o777).toString(8));`;
    const opened = () =>
      `${spawnSync(process.execPath, ['--input-type=module', '-e', script], { env: operatorEnv({ DATABASE_URL: url }) }).stdout}`;
    expect(opened()).toBe('600\n600\n600\n');
    chmodSync(place, 0o640);
    expect(opened()).toBe('640\n640\n640\n');
  } finally {
    process.umask(before);
  }
});
