import { type Client, createClient, LibsqlError } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import * as schema from '../schema/index.ts';
import { lazyClient } from './lazy-client.ts';

export type Db = LibSQLDatabase<typeof schema> & { $client: Client };

export type FileIs = () => 'same' | 'another' | 'gone';

/** `url` is `file:…` (Node only), `libsql://…` or `http(s)://…`. One client per process. */
export function openDb(options: {
  url: string;
  authToken?: string | undefined;
  /** Replaces fetch for a server: adds a deadline or counts requests. */
  fetch?: typeof fetch;
  /** Called before each access to a file. */
  fileIs?: FileIs | undefined;
  /** True when a file that cannot be opened is no error yet: each call tries again and fails until it can. */
  lazy?: boolean;
}): Db {
  const open = () =>
    createClient({
      url: options.url,
      // SQLite's own busy timeout blocks the whole process, so it is nearly zero.
      timeout: 10,
      // Unlimited here: a slot held by a cancelled request would never be released.
      ...(options.fetch ? { fetch: options.fetch, concurrency: Number.MAX_SAFE_INTEGER } : {}),
      ...(options.authToken ? { authToken: options.authToken } : {}),
    });
  const client = options.lazy ? lazyClient(open) : open();
  const { fileIs } = options;
  client.execute = retryingWhenBusy(client, fileIs, client.execute.bind(client));
  client.batch = retryingWhenBusy(
    client,
    fileIs,
    client.batch.bind(client),
    ([, mode]) => mode === 'write',
  );
  client.migrate = retryingWhenBusy(client, fileIs, client.migrate.bind(client));
  return drizzleOver(client);
}

export const drizzleOver = (client: Client): Db =>
  drizzle(client, { schema, casing: 'snake_case' });

const isFile = ({ protocol }: Client): boolean => protocol === 'file';

/** True when a query is a network round trip. For a file, a query costs less than caching. */
export const isFar = ({ $client }: Db): boolean => !isFile($client);

/** How long a statement waits for another process's lock, ms. */
const LONGEST_WAIT = 5000;
const LONGEST_PAUSE = 50;

/**
 * Waits for a lock without blocking the process. Busy means that nothing was done, so the call can
 * be repeated, on a new connection. The old one keeps the file open until it is collected, so a
 * probe that leaves no statement asks first whether the file is free.
 */
function retryingWhenBusy<Call extends (...args: never[]) => Promise<unknown>>(
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
        throw new LibsqlError('the database file was moved or deleted', 'SQLITE_CANTOPEN');
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
  return waiting as Call; // same arguments, same result
}

export const isBusy = (error: unknown): boolean =>
  error instanceof LibsqlError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
