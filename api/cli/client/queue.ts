import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { PendingIncident } from '../../export/pending.ts';
import { ClientError, exits } from './api.ts';

/** Incidents that were published to the static copy; none without a file. */
export function readQueue(file: string): PendingIncident[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ClientError(`Can’t read ${file}: ${(error as Error).message}`, exits.refused);
  }
  try {
    return z.array(PendingIncident).parse(JSON.parse(content));
  } catch {
    throw new ClientError(`${file} isn’t a queue of publish --static.`, exits.refused);
  }
}

/** Whole or not at all, and on disk when it returns. */
export function writeQueue(file: string, queue: readonly PendingIncident[]): void {
  const fresh = `${file}.${process.pid}`;
  const handle = openSync(fresh, 'w', 0o600);
  writeSync(handle, JSON.stringify(queue, null, 1));
  fsyncSync(handle);
  closeSync(handle);
  renameSync(fresh, file);
}
