import { type Client, LibsqlError } from '@libsql/client';
import { isBusy, MAX_WAIT, nextPause, pauseFor } from './busy.ts';
import { isSelect } from './select.ts';

/** How often a call is sent again after its stream or its connection was lost. */
const REPEATS = 2;
/** Milliseconds before it is sent again. */
const PAUSE = 50;

/**
 * A server forgets streams and closes connections that were idle. What it refused before running it
 * is sent again, and so are reads without a response; a write without one may have been applied.
 */
export function retryWhenLost(client: Client): void {
  client.execute = retrying(client.execute.bind(client), ([statement]) => isSelect(statement));
  client.batch = retrying(client.batch.bind(client), ([all]) => all.every(isSelect));
  client.migrate = retrying(client.migrate.bind(client), () => false);
}

function retrying<Call extends (...args: never[]) => Promise<unknown>>(
  call: Call,
  isRead: (args: Parameters<Call>) => boolean,
): Call {
  const again = async (...args: Parameters<Call>) => {
    const until = performance.now() + MAX_WAIT;
    let repeats = 0;
    for (let pause = 0; ; ) {
      try {
        return await call(...args);
      } catch (error) {
        if (isBusy(error) && performance.now() <= until) pause = nextPause(pause);
        else if ((wasRefused(error) || (isCut(error) && isRead(args))) && repeats++ < REPEATS)
          pause = PAUSE;
        else throw error;
        await pauseFor(pause);
      }
    }
  };
  return again as Call; // same arguments, same result
}

/** The server did not find the stream of the request, so none of its statements ran. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof LibsqlError)) return false;
  if (error.code !== 'SERVER_ERROR') return /^STREAM_/.test(error.code);
  const { cause, message } = error;
  return (
    (cause instanceof Error && 'status' in cause && cause.status === 404) ||
    /\b(baton|stream)\b/i.test(message)
  );
}

const CUT = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|HRANA_(CLOSED|WEBSOCKET)_ERROR)$/;

/** The connection ended before the response: by a proxy, or by a server that found it idle. */
function isCut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return CUT.test(code) || /^Network connection lost/.test(error.message) || isCut(error.cause);
}
