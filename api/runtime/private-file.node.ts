import { closeSync, openSync } from 'node:fs';

/** Readable by its owner only, as whatever holds people's addresses. */
export const PRIVATE = 0o600;

/** Makes the file, empty. SQLite keeps the mode of what is there, and gives its side files the same. Throws where one is. */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'wx', PRIVATE));
}

/** The same, where what is there already stays as it is. */
export function ensurePrivate(path: string): void {
  try {
    makePrivate(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // thrown by node:fs
  }
}
