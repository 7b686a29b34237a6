import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import {
  beginRestore,
  endRestore,
  pauseSending,
  unfinishedRestore,
} from '../../db/channel/send-pause.ts';
import { dumpedTables, isEmpty, type Row, restoring } from '../../db/engine/dump.ts';
import { write } from '../../db/engine/write.ts';
import { readConfig } from '../core/env.ts';
import { command, Refusal } from './shared/command.ts';
import { isHead, lineOf } from './shared/dump-format.ts';
import { isBackup, restoreBackup } from './shared/restore-backup.ts';

const help = `Puts a dump into an empty database, a file or a server; ids and tokens stay what they are.

  DATABASE_URL=libsql://… npm run restore -- allclear.jsonl

A backup is put where DATABASE_URL names a file that is not there yet.

  DATABASE_URL=file:data/new.db npm run restore -- backup.db

No mail is sent from it until an owner presses “Release” on the overview, or “npm run release” is
run: what was on its way when the copy was made may have been sent by the installation it is from.

A restore that is cut off, by a kill or by the network, goes on when the same command is run again.`;

const AT_ONCE = 1000;

await command({ help, options: {}, positionals: true }, async ({ positionals: [file], deps }) => {
  if (!file || !existsSync(file))
    throw new Refusal('Name the file to restore: npm run restore -- FILE');
  if (isBackup(file)) {
    await restoreBackup(file, readConfig(process.env).databaseUrl);
    return console.log('The backup is in place. Sending is held until “npm run release”.');
  }
  const { rows, digest } = await rowsIn(file);
  const { db } = await deps();
  const begun = await unfinishedRestore(db);
  if (begun !== null && begun !== digest)
    throw new Refusal(
      'The restore of another file into this database was cut off, and nothing was changed now. Run that one again, or name an empty database in DATABASE_URL.',
    );
  if (begun === null && !(await isEmpty(db)))
    throw new Refusal(
      'This database is not empty, and nothing was changed. Name an empty one in DATABASE_URL.',
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
    throw new Refusal(
      `Cut off after ${done} of ${n} rows: ${why}\nRun the same command again: it goes on, and doubles nothing.`,
    );
  }
  console.log(`${n} rows. Sending is held until “npm run release”.`);
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
      throw new Refusal(`${file} is no dump of this version: it does not begin like one.`);
    }
    const line = lineOf(text);
    if (line && 'end' in line) end = line.end;
    else if (line && dumpedTables.includes(line.table)) {
      const known = rows.get(line.table) ?? [];
      known.push(line.row);
      rows.set(line.table, known);
    } else throw new Refusal(`Line ${n + 1} of ${file} is no row of this version’s tables.`);
  }
  const found = [...rows.values()].reduce((sum, of) => sum + of.length, 0);
  if (end !== found)
    throw new Refusal(
      `${file} is not whole: ${found} rows of ${end ?? 'an unknown number'}. Nothing was changed.`,
    );
  return { rows, digest: hash.digest('hex') };
}
