import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { migrate as run } from 'drizzle-orm/libsql/migrator';
import type { Db } from './client.ts';

/** Migrates to this version's schema: forward only, each migration completely or not at all. */
export async function migrate(db: Db, url: string, folder = migrations()): Promise<void> {
  if (url.startsWith('file:')) await db.$client.execute('PRAGMA journal_mode = WAL');
  await run(db, { migrationsFolder: folder });
}

/** `db/migrations`, from the source or from the built server, which is deeper. */
function migrations(from = new URL('../', import.meta.url)): string {
  const folder = new URL('db/migrations/', from);
  if (existsSync(folder)) return fileURLToPath(folder);
  const above = new URL('../', from);
  if (above.href === from.href) throw new Error('db/migrations is missing from this installation');
  return migrations(above);
}
