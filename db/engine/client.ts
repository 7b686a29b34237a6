import { type Client, createClient } from '@libsql/client';
import { drizzle, type LibSQLDatabase } from 'drizzle-orm/libsql';
import * as schema from '../schema/index.ts';
import { lazyClient } from './lazy-client.ts';
import { overwriteWhatIsDeleted } from './overwrite-deleted.ts';
import { type FileIs, retryWhenLocked } from './retry/locked-file.ts';
import { retryWhenLost } from './retry/lost-stream.ts';

export type Db = LibSQLDatabase<typeof schema> & { $client: Client };

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
  if (isFile(client)) overwriteWhatIsDeleted(client);
  if (isFile(client)) retryWhenLocked(client, options.fileIs);
  else retryWhenLost(client);
  return drizzleOver(client);
}

export const drizzleOver = (client: Client): Db =>
  drizzle(client, { schema, casing: 'snake_case' });

const isFile = ({ protocol }: Client): boolean => protocol === 'file';

/** True when a query is a network round trip. For a file, a query costs less than caching. */
export const isFar = ({ $client }: Db): boolean => !isFile($client);
