import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pauseSending } from '../../../db/channel/send-pause.ts';
import { openDb } from '../../../db/engine/client.ts';
import { databaseFile } from '../../../db/engine/file.ts';
import { migrate } from '../../../db/engine/migrate.ts';
import { write } from '../../../db/engine/write.ts';
import { PRIVATE } from '../../runtime/private-file.node.ts';
import { CommandError } from '../shared/command.ts';

const MAGIC = 'SQLite format 3\0';

/** True for a database file from `npm run backup`, false for a dump. */
export function isBackup(file: string): boolean {
  const head = Buffer.alloc(MAGIC.length);
  const opened = openSync(file, 'r');
  readSync(opened, head);
  closeSync(opened);
  return head.toString('latin1') === MAGIC;
}

/** Restores a backup where no database exists: completely and with sending paused, or not at all. */
export async function restoreBackup(file: string, databaseUrl: string): Promise<void> {
  const place = databaseFile(databaseUrl);
  if (!place)
    throw new CommandError(
      `${file} is a backup, which can only be restored to a file. For a database server, create a dump first: DATABASE_URL=file:${file} npm run dump -- --out allclear.jsonl`,
    );
  // A leftover write-ahead log would be applied to the backup.
  const there = ['', '-wal', '-journal'].map((end) => place + end).find((path) => existsSync(path));
  if (there)
    throw new CommandError(
      `${there} already exists. Nothing has changed. Stop the server and move ${place} and its -wal and -shm files, or set DATABASE_URL to another file.`,
    );
  mkdirSync(dirname(place), { recursive: true });
  const fresh = `${place}.${process.pid}`;
  try {
    // The system's copy would take over the mode of the backup.
    rmSync(fresh, { force: true });
    await pipeline(
      createReadStream(file),
      createWriteStream(fresh, { flags: 'wx', mode: PRIVATE }),
    );
    const url = `file:${fresh}`;
    const db = openDb({ url });
    await migrate(db, url);
    await write(db, [pauseSending(db, 'restored from a backup')]);
    await db.$client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    db.$client.close();
    renameSync(fresh, place);
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(fresh + end, { force: true });
  }
}
