import { statSync } from 'node:fs';
import { databaseFile } from '../../../db/engine/file.ts';
import type { FileIs } from '../../../db/engine/retry/locked-file.ts';

/**
 * Tells whether the database file is still the one that was opened. SQLite keeps using a file that
 * was moved, and creates an empty one where it is gone.
 */
export function sameFile(url: string): FileIs | undefined {
  const path = databaseFile(url);
  if (path === null) return undefined;
  let opened: string | null = null;
  return () => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    const id = found ? `${found.dev}/${found.ino}` : null;
    const before = opened;
    opened = id ?? opened;
    if (id === before || before === null) return 'same';
    return id === null ? 'gone' : 'another';
  };
}
