import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from '../context/deps.ts';
import { fromMemory, type Reply } from '../http/serve.ts';

/**
 * Answers with finished bytes at the door of `node:http`, before a Request is made of what was
 * asked: that would take as long as all the rest. False: nothing was said, let the app answer.
 */
export function serveFromCache(
  deps: Deps,
  { method, url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  if (method !== 'GET') return false;
  deps.addresses.see(headers.host);
  const query = url.indexOf('?');
  const reply = fromMemory(deps, {
    path: query < 0 ? url : url.slice(0, query),
    accepts: headers['accept-encoding']?.toString(),
    languages: headers['accept-language'],
    cookie: headers.cookie,
    known: headers['if-none-match'],
  });
  if (!reply) return false;
  const { head, body } = writable.get(reply) ?? asWritten(reply);
  outgoing.writeHead(reply.status, head).end(body);
  return true;
}

/** An answer as `node:http` writes it soonest: names and values in a row, bytes in its own type. */
type Writable = { head: string[]; body: Buffer | undefined };

/** Made once per finished answer, as long as that is kept. */
const writable = new WeakMap<Reply, Writable>();

function asWritten(reply: Reply): Writable {
  const { headers, body } = reply;
  const made = {
    head: Object.entries(headers).flat(),
    body: body ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : undefined,
  };
  writable.set(reply, made);
  return made;
}
