import { closeSync, openSync } from 'node:fs';

/** Readable by the owner only, for files with personal data. */
export const PRIVATE = 0o600;

/**
 * Creates an empty file; throws if it exists. SQLite keeps the mode of the file and uses it for its
 * side files.
 */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'wx', PRIVATE));
}

/** The same, but an existing file stays as it is. */
export function ensurePrivate(path: string): void {
  try {
    makePrivate(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // thrown by node:fs
  }
}
