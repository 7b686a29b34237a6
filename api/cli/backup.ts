import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backUp } from '../../db/engine/backup.ts';
import { databaseFile } from '../../db/engine/file.ts';
import { readConfig } from '../core/env.ts';
import { makePrivate } from '../runtime/private-file.node.ts';
import { command, Refusal } from './shared/command.ts';

const help = `Writes a consistent copy of the database to a new file, while the server goes on.

  npm run backup -- --out backup-2026-11-21.db

  --out   the file to write; it must not exist yet. Only you may read it

The copy holds everything but the secret that signs sessions and links: keep secret.key, which lies
beside the database, or SECRET_KEY, where secrets are kept.`;

await command({ help, options: { out: { type: 'string' } } }, async ({ values, deps }) => {
  if (!values.out) throw new Refusal('Give --out, the file to write, such as --out backup.db.');
  const config = readConfig(process.env);
  const file = databaseFile(config.databaseUrl);
  if (!file)
    throw new Refusal(
      'This database is on a server, which keeps its own backups. With Turso: “turso db shell NAME .dump > backup.sql”, or restore a moment with “turso db create NEW --from-db NAME --timestamp …”.',
    );
  if (!existsSync(file)) throw new Refusal(`There is no database at ${file}. Check DATABASE_URL.`);
  const out = resolve(values.out);
  if (existsSync(out)) throw new Refusal(`${out} exists already. Name a file that does not.`);
  const { db } = await deps();
  const fresh = `${out}.${process.pid}`;
  try {
    await rm(fresh, { force: true });
    makePrivate(fresh);
    await backUp(db, fresh);
    await rename(fresh, out);
  } finally {
    await rm(fresh, { force: true });
  }
  console.log(`Backed up to ${out}: ${Math.ceil((await stat(out)).size / 1024)} KB, checked.`);
});
