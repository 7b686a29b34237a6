import { existsSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backUp } from '../../../db/engine/backup.ts';
import { databaseFile } from '../../../db/engine/file.ts';
import { readConfig } from '../../core/env.ts';
import { makePrivate } from '../../runtime/private-file.node.ts';
import { CommandError, command } from '../shared/command.ts';

const help = `Writes a consistent copy of the database to a new file, while the server is running.

  npm run backup -- --out backup-2026-11-21.db

  --out   the file to write; must not exist yet. Only readable by you

The backup doesn’t include the secret that signs sessions and links: keep secret.key (next to the
database) or SECRET_KEY in a safe place.`;

await command({ help, options: { out: { type: 'string' } } }, async ({ values, deps }) => {
  if (!values.out) throw new CommandError('Missing --out, such as --out backup.db.');
  const config = readConfig(process.env);
  const file = databaseFile(config.databaseUrl);
  if (!file)
    throw new CommandError(
      'This database is on a server. Use the server’s own backups. With Turso: “turso db shell NAME .dump > backup.sql”, or restore a point in time with “turso db create NEW --from-db NAME --timestamp …”.',
    );
  if (!existsSync(file)) throw new CommandError(`No database at ${file}. Check DATABASE_URL.`);
  const out = resolve(values.out);
  if (existsSync(out)) throw new CommandError(`${out} already exists. Use another file name.`);
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
  console.log(
    `Backed up to ${out} (${Math.ceil((await stat(out)).size / 1024)} KB, verified). Keep secret.key or SECRET_KEY too.`,
  );
});
