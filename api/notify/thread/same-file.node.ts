import { statSync } from 'node:fs';
import type { FileIs } from '../../../db/engine/client.ts';
import { databaseFile } from '../../../db/engine/file.ts';

/**
 * Says whether a database's file is still the one that was opened. SQLite goes on with the open one,
 * wherever it was moved; and where it is gone, the next connection would make an empty one.
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
