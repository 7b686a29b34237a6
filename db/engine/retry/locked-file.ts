import { type Client, LibsqlError } from '@libsql/client';
import { isBusy, MAX_WAIT, nextPause, pauseFor } from './busy.ts';

export type FileIs = () => 'same' | 'another' | 'gone';

/** Makes each call to a file wait for other processes' locks, and notice that the file was moved. */
export function retryWhenLocked(client: Client, fileIs: FileIs = () => 'same'): void {
  client.execute = waiting(client, fileIs, client.execute.bind(client));
  const isWrite = ([, mode]: Parameters<Client['batch']>) => mode === 'write';
  client.batch = waiting(client, fileIs, client.batch.bind(client), isWrite);
  client.migrate = waiting(client, fileIs, client.migrate.bind(client));
}

/**
 * Waits for a lock without blocking the process. Busy means that nothing was done, so the call can
 * be repeated, on a new connection. The old one keeps the file open until it is collected, so a
 * probe that leaves no statement asks first whether the file is free.
 */
function waiting<Call extends (...args: never[]) => Promise<unknown>>(
  client: Client,
  fileIs: FileIs,
  call: Call,
  isWrite: (args: Parameters<Call>) => boolean = () => false,
): Call {
  const retrying = async (...args: Parameters<Call>) => {
    const until = performance.now() + MAX_WAIT;
    let asksFirst = isWrite(args);
    for (let pause = 0; ; ) {
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
        asksFirst = true;
        pause = nextPause(pause);
        await pauseFor(pause);
      }
    }
  };
  return retrying as Call; // same arguments, same result
}
