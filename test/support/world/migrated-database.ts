import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, openDb } from '../../../db/engine/client.ts';
import { migrate } from '../../../db/engine/migrate.ts';

/** The file that new databases are copied from, set for the whole run. */
const TEMPLATE = 'MIGRATED_DATABASE';

/** Migrates one database for the whole run, since migrating takes longer than most tests. */
export async function makeTemplate(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-template-'));
  const file = join(folder, 'migrated.db');
  const db = openDb({ url: `file:${file}` });
  await migrate(db, `file:${file}`);
  await db.$client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  db.$client.close();
  process.env[TEMPLATE] = file;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Copies the template where there is no file yet. Returns whether it did. */
export function copyTemplate(url: string): boolean {
  const template = process.env[TEMPLATE];
  const file = url.startsWith('file:') ? url.slice('file:'.length) : null;
  if (!template || !file || existsSync(file)) return false;
  copyFileSync(template, file);
  return true;
}

/** A database with this version's schema. */
export async function openMigrated(url: string): Promise<Db> {
  const isCopied = copyTemplate(url);
  const db = openDb({ url });
  if (!isCopied) await migrate(db, url);
  return db;
}
