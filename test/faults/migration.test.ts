import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDb } from '../../db/engine/client.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { openPage } from '../support/browser/page.ts';
import { FULL } from '../support/size.ts';
import { dump, rows } from '../support/world/dump.ts';
import { announced } from '../support/world/random.ts';

const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url));
const BREAK = '--> statement-breakpoint';
type Entry = { idx: number; when: number; tag: string };
type Journal = { entries: Entry[] };

let folder: string;
let url: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-migration-'));
  url = `file:${join(folder, 'test.db')}`;
  cpSync(MIGRATIONS, join(folder, 'migrations'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const migrations = () => join(folder, 'migrations');
const journal = (): Journal =>
  JSON.parse(readFileSync(join(MIGRATIONS, 'meta/_journal.json'), 'utf8'));
const statements = (tag: string): string[] =>
  readFileSync(join(MIGRATIONS, `${tag}.sql`), 'utf8').split(BREAK);

/** These migrations only, the last with these statements. */
function writeMigrations(entries: Entry[], last: Entry, sql: string[]): void {
  writeFileSync(
    join(migrations(), 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'sqlite', entries: [...entries, last] }),
  );
  writeFileSync(join(migrations(), `${last.tag}.sql`), sql.join(BREAK));
}

async function state(): Promise<unknown> {
  const db = openDb({ url });
  try {
    const schema = await rows(
      db,
      "select type, name, sql from sqlite_schema where tbl_name not like '\\_\\_%' escape '\\' order by name",
    );
    const done = await rows(db, 'select count(*) as n from __drizzle_migrations').catch(() => []);
    return { schema, data: await dump(db), done };
  } finally {
    db.$client.close();
  }
}

const run = async () => {
  const db = openDb({ url });
  try {
    await migrate(db, url, migrations());
  } finally {
    db.$client.close();
  }
};

/** What the next version might bring: it adds, and takes nothing away. */
const NEXT = [
  'ALTER TABLE `page` ADD `motto` text',
  'CREATE TABLE `postcard` (`id` text PRIMARY KEY NOT NULL, `page_id` text NOT NULL)',
  'CREATE INDEX `postcard_page` ON `postcard` (`page_id`)',
  "UPDATE `page` SET `motto` = 'onward'",
];

test('a migration that fails at any statement leaves schema and data unchanged', async () => {
  const { entries } = journal();
  // In CI the newest, and a random third of the others.
  const random = announced('MIGRATIONS');
  const isChosen = (i: number) => FULL || i === entries.length - 1 || random() < 1 / 3;
  for (const [i, entry] of entries.entries()) {
    if (!isChosen(i)) continue;
    const sql = statements(entry.tag);
    for (let at = 0; at <= sql.length; at += FULL ? 1 : 48) {
      for (const file of ['test.db', 'test.db-wal', 'test.db-shm'])
        rmSync(join(folder, file), { force: true });
      const previous = entries[i - 1];
      if (previous) {
        writeMigrations(entries.slice(0, i - 1), previous, statements(previous.tag));
        await run();
      }
      const before = await state();
      writeMigrations(entries.slice(0, i), entry, sql.toSpliced(at, 0, 'this is no statement'));
      await expect(run()).rejects.toThrow();
      const after = await state();
      expect({ ...(after as object), done: [] }).toEqual({ ...(before as object), done: [] });
      writeMigrations(entries.slice(0, i), entry, sql);
      await run();
    }
  }
}, 300_000);

test('the next version’s migration fails or dies at each statement: the old version goes on', async () => {
  const page = await openPage({ url });
  const { entries } = journal();
  const next = {
    idx: entries.length,
    version: '6',
    when: Date.now() * 2,
    tag: '9999_next',
    breakpoints: true,
  };
  const before = await state();
  for (let at = 0; at <= NEXT.length; at++) {
    writeMigrations(entries, next, NEXT.toSpliced(at, 0, 'this is no statement'));
    await expect(run()).rejects.toThrow();
    expect(await state()).toEqual(before);
    writeMigrations(entries, next, NEXT.toSpliced(at, 0, SLOW));
    const child: ChildProcess = spawn(process.execPath, [PROGRAM, url, migrations()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout) await once(child.stdout, 'data');
    await new Promise((resume) => setTimeout(resume, 150));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    expect(await state()).toEqual(before);
  }
  await page.publish({ name: 'Still here', state: 'investigating', body: 'We look.' });
  expect((await page.deps.snapshots.current())?.incidents[0]?.name).toBe('Still here');
  page.close();
}, 60_000);

test('the previous version works on a database that the next one has migrated', async () => {
  const page = await openPage({ url });
  page.close();
  const { entries } = journal();
  const next = {
    idx: entries.length,
    version: '6',
    when: Date.now() * 2,
    tag: '9999_next',
    breakpoints: true,
  };
  writeMigrations(entries, next, NEXT);
  await run();

  const db = openDb({ url });
  await migrate(db, url); // the old version starts: its own migrations are all there
  expect(await rows(db, 'select motto from page')).toEqual([{ motto: 'onward' }]);
  db.$client.close();
  const old = await openPage({ url, empty: true });
  await old.component({ name: 'Cards' });
  const id = await old.publish({ name: 'Cards fail', state: 'investigating', body: 'We look.' });
  await old.update(id, { state: 'resolved', body: 'It is over.' });
  const seen = await old.deps.snapshots.current();
  expect(seen?.incidents[0]).toMatchObject({ name: 'Cards fail', state: 'resolved' });
  old.close();
});

const PROGRAM = fileURLToPath(new URL('process/migrator.ts', import.meta.url));
/** Long enough to be killed in. */
const SLOW =
  'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) FROM n';
