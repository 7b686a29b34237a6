import { type Client, createClient, LibsqlError } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import * as schema from '../schema/index.ts';
import { lateClient } from './late-client.ts';

export type Db = LibSQLDatabase<typeof schema> & { $client: Client };

export type FileIs = () => 'same' | 'another' | 'gone';

/** `url` is `file:…` (Node only), `libsql://…` or `http(s)://…`. One client per process. */
export function openDb(options: {
  url: string;
  authToken?: string | undefined;
  /** How a server is asked: a deadline or a count goes here. */
  fetch?: typeof fetch;
  /** Asked before each call to a file. */
  fileIs?: FileIs | undefined;
  /** A file that cannot be opened is no error here, but one of each call until it can. */
  late?: boolean;
}): Db {
  const open = () =>
    createClient({
      url: options.url,
      // SQLite's own waiting stops the whole process, readers and all: it gets next to nothing.
      timeout: 10,
      // No limit of its own there: a slot that a cancelled request held would never come back.
      ...(options.fetch ? { fetch: options.fetch, concurrency: Number.MAX_SAFE_INTEGER } : {}),
      ...(options.authToken ? { authToken: options.authToken } : {}),
    });
  const client = options.late ? lateClient(open) : open();
  const { fileIs } = options;
  client.execute = patient(client, fileIs, client.execute.bind(client));
  client.batch = patient(client, fileIs, client.batch.bind(client), ([, mode]) => mode === 'write');
  client.migrate = patient(client, fileIs, client.migrate.bind(client));
  return isOver(client);
}

export const isOver = (client: Client): Db => drizzle(client, { schema, casing: 'snake_case' });

const isFile = ({ protocol }: Client): boolean => protocol === 'file';

/** Whether asking costs a trip over a network. Asking a file costs less than remembering what it said. */
export const isFar = ({ $client }: Db): boolean => !isFile($client);

/** How long a statement waits for another process's lock, ms. */
const LONGEST_WAIT = 5000;
const LONGEST_PAUSE = 50;

/**
 * Waits for a lock without holding up anybody else. Busy means that nothing was done, so that the
 * same call may be made again; the connection may not, so it is opened anew. The one before keeps
 * its files until the garbage collector finds its statement: so a file is first asked, by what
 * leaves no statement behind, whether it is free.
 */
function patient<Call extends (...args: never[]) => Promise<unknown>>(
  client: Client,
  fileIs: FileIs = () => 'same',
  call: Call,
  isWrite: (args: Parameters<Call>) => boolean = () => false,
): Call {
  const waiting = async (...args: Parameters<Call>) => {
    const until = performance.now() + LONGEST_WAIT;
    let asksFirst = isFile(client) && isWrite(args);
    for (let pause = 5; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      let isFree = false;
      const file = fileIs();
      if (file === 'gone')
        throw new LibsqlError('the file of the database is not where it was', 'SQLITE_CANTOPEN');
      if (file === 'another') await client.reconnect();
      try {
        if (asksFirst) await client.executeMultiple('BEGIN IMMEDIATE; ROLLBACK');
        isFree = true;
        return await call(...args);
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (isFree) await client.reconnect();
        if (performance.now() > until) throw error;
        asksFirst = isFile(client);
        await new Promise((resume) => setTimeout(resume, pause * (0.5 + Math.random())));
      }
    }
  };
  return waiting as Call; // the same arguments, the same answer
}

export const isBusy = (error: unknown): boolean =>
  error instanceof LibsqlError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
