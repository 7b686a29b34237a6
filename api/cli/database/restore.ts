import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  beginRestore,
  endRestore,
  pauseSending,
  unfinishedRestore,
} from '../../../db/channel/send-pause.ts';
import { dumpedTables, isEmpty, type Row, restoring } from '../../../db/engine/dump.ts';
import { write } from '../../../db/engine/write.ts';
import { readConfig } from '../../core/env.ts';
import { CommandError, command } from '../shared/command.ts';
import { isHead, lineOf } from './dump-format.ts';
import { isBackup, restoreBackup } from './restore-backup.ts';

const help = `Restores a dump to an empty database (a file or a server). IDs and tokens are kept.

  DATABASE_URL=libsql://… npm run restore -- allclear.jsonl

A backup is restored to DATABASE_URL, which must be a file that doesn’t exist yet.

  DATABASE_URL=file:data/new.db npm run restore -- backup.db

Email is paused until an owner selects “Resume sending” on the overview, or you run
“npm run release”: the original installation may have sent or may still be sending the same emails.

If a restore is interrupted, run the same command to resume.`;

const AT_ONCE = 1000;

await command({ help, options: {}, positionals: true }, async ({ positionals: [file], deps }) => {
  if (!file || !existsSync(file)) throw new CommandError('Usage: npm run restore -- FILE');
  if (isBackup(file)) {
    await restoreBackup(file, readConfig(process.env).databaseUrl);
    return console.log('Backup restored. Email is paused until you run “npm run release”.');
  }
  const { rows, digest } = await rowsIn(file);
  const { db } = await deps();
  const begun = await unfinishedRestore(db);
  if (begun !== null && begun !== digest)
    throw new CommandError(
      'The restore of another file to this database was interrupted. Nothing has changed. Resume that restore, or set DATABASE_URL to an empty database.',
    );
  if (begun === null && !(await isEmpty(db)))
    throw new CommandError(
      'This database isn’t empty. Nothing has changed. Set DATABASE_URL to an empty database.',
    );
  const all = dumpedTables.map((table) => [table, rows.get(table) ?? []] as const);
  const n = all.reduce((sum, [, of]) => sum + of.length, 0);
  let done = 0;
  try {
    await write(db, [beginRestore(db, digest), pauseSending(db, 'restored from a dump')]);
    for (const [table, of] of all)
      for (let i = 0; i < of.length; i += AT_ONCE) {
        const some = of.slice(i, i + AT_ONCE);
        await write(db, await restoring(db, table, some));
        done += some.length;
      }
    await write(db, [pauseSending(db, 'restored from a dump'), endRestore(db)]);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `Interrupted after ${done} of ${n} rows: ${why}\nRun the same command to resume.`,
    );
  }
  console.log(`${n} rows restored. Email is paused until you run “npm run release”.`);
});

/** Reads the whole file before writing: a truncated dump restores nothing. */
async function rowsIn(file: string): Promise<{ rows: Map<string, Row[]>; digest: string }> {
  const rows = new Map<string, Row[]>();
  const hash = createHash('sha256');
  let n = -1;
  let end: number | null = null;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    hash.update(text);
    if (n++ < 0) {
      if (isHead(text)) continue;
      throw new CommandError(`${file} isn’t a dump of this version.`);
    }
    const line = lineOf(text);
    if (line && 'end' in line) end = line.end;
    else if (line && dumpedTables.includes(line.table)) {
      const known = rows.get(line.table) ?? [];
      known.push(line.row);
      rows.set(line.table, known);
    } else throw new CommandError(`Line ${n + 1} of ${file} isn’t a row of this version’s tables.`);
  }
  const found = [...rows.values()].reduce((sum, of) => sum + of.length, 0);
  if (end !== found)
    throw new CommandError(
      `${file} is incomplete: ${found} of ${end ?? 'an unknown number of'} rows. Nothing has changed.`,
    );
  return { rows, digest: hash.digest('hex') };
}
