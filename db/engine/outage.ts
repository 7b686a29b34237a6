import { LibsqlError } from '@libsql/client';
import { isBusy } from './retry/busy.ts';

/** Why the database could not answer; null when the statement itself was wrong. */
export type Outage = 'full' | 'busy' | 'away';

const AWAY =
  /^(SQLITE_(IOERR|CANTOPEN|NOTADB|CORRUPT|READONLY|PERM|AUTH)|STREAM|HRANA|SERVER_ERROR|CLIENT_CLOSED|AUTH_|BLOCKED|NAMESPACE)/;

const LOST = /^(Network connection lost|internal error; reference)/;

export function outageOf(error: unknown): Outage | null {
  if (isBusy(error)) return 'busy';
  if (error instanceof LibsqlError) {
    if (error.code.startsWith('SQLITE_FULL')) return 'full';
    if (AWAY.test(error.code)) return 'away';
  }
  if (error instanceof TypeError && /fetch failed|network|connection/i.test(error.message))
    return 'away';
  // Workers report a lost connection and a timeout in their own words.
  if (error instanceof Error && (error.name === 'TimeoutError' || LOST.test(error.message)))
    return 'away';
  return error instanceof Error && error.cause ? outageOf(error.cause) : null;
}
