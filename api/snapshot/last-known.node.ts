import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCopy, encodeCopy, type LastKnown } from './last-known.ts';

/** A file beside the database. Written whole or not at all: temporary file, fsync, rename. */
export function lastKnownOnDisk(folder: string): LastKnown {
  const file = join(folder, 'last-known.json');
  return {
    load: async () => {
      const text = await readFile(file, 'utf8').catch(() => null);
      return text === null ? null : decodeCopy(text);
    },
    save: async (snapshot) => {
      await mkdir(folder, { recursive: true });
      const fresh = `${file}.${process.pid}`;
      const handle = await open(fresh, 'w', 0o600);
      try {
        await handle.writeFile(encodeCopy(snapshot));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, file);
    },
  };
}
