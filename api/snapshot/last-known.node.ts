import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decodeCopy, encodeCopy, type LastKnown, type LogoCopies } from './last-known.ts';

/** A file beside the database. */
export function lastKnownOnDisk(folder: string): LastKnown {
  const file = join(folder, 'last-known.json');
  return {
    load: async () => {
      const text = await readFile(file, 'utf8').catch(() => null);
      return text === null ? null : decodeCopy(text);
    },
    save: (snapshot) => writeWhole(file, encodeCopy(snapshot)),
  };
}

/** Files in a folder of their own. */
export function logosOnDisk(folder: string): LogoCopies {
  const pathOf = (file: string) => join(folder, 'logos', file);
  return {
    load: async (file) => {
      const bytes = await readFile(pathOf(file)).catch(() => null);
      return bytes && new Uint8Array(bytes);
    },
    save: (file, bytes) => writeWhole(pathOf(file), bytes),
  };
}

/** Whole or not at all: temporary file, fsync, rename. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  const handle = await open(fresh, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}
