import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HOUR } from '../domain/time/time.ts';
import { copyName, decodeCopy, encodeCopy, type LastKnown, type LogoCopies } from './last-known.ts';

/** A file beside the database. */
export function lastKnownOnDisk(folder: string, host: string | null = null): LastKnown {
  const file = join(folder, copyName(host));
  return {
    load: async () => {
      const text = await readFile(file, 'utf8').catch(() => null);
      return text === null ? null : decodeCopy(text);
    },
    save: (snapshot) => writeWhole(file, encodeCopy(snapshot)),
  };
}

/** Files in their own folder. */
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

/** Atomic: temporary file, fsync, rename. */
async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await removeLeftOvers(file);
  const fresh = `${file}.${process.pid}`;
  try {
    const handle = await open(fresh, 'w', 0o600);
    await handle
      .writeFile(content)
      .then(() => handle.sync())
      .finally(() => handle.close());
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Removes temporary files of killed processes. No write takes an hour. */
async function removeLeftOvers(file: string): Promise<void> {
  const folder = dirname(file);
  const begins = `${basename(file)}.`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(begins) || !/^\d+$/.test(name.slice(begins.length))) continue;
    const found = await stat(join(folder, name)).catch(() => null); // another process was faster
    if (found && found.mtimeMs < Date.now() - HOUR) await rm(join(folder, name), { force: true });
  }
}
