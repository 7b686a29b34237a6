import { statfsSync } from 'node:fs';
import { join } from 'node:path';

const resolver = new URL('module-resolver.mjs', import.meta.url).href;

/** Each test file and each started process loads the same code: it is compiled and resolved once. */
export function startFast(): void {
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../../node_modules/.cache/node');
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${resolver}`.trim();
}

const MEMORY = '/dev/shm';
/** Browser profiles and the databases of all workers stay far below this; containers often have 64 MB. */
const ENOUGH = 4 * 1024 ** 3;

/** Temporary folders in memory, where there is enough: a database waits for the disk at each commit. */
export function useMemoryForFiles(): void {
  if (process.env.TMPDIR) return;
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > ENOUGH) process.env.TMPDIR = MEMORY;
  } catch {
    // No such folder outside Linux.
  }
}
