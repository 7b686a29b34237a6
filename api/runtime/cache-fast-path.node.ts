import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from '../context/deps.ts';
import { siteInMemory } from '../context/site.ts';
import type { Reply } from '../http/cache/reply.ts';
import { fromMemory } from '../http/serve/serve.ts';

/**
 * Serves finished bytes from `node:http` before a Request is created, which would double the time.
 * False: nothing was sent, the app must answer.
 */
export function serveFromCache(
  deps: Deps,
  { method, url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  if (method !== 'GET') return false;
  deps.addresses.see(headers.host);
  const query = url.indexOf('?');
  const site = siteInMemory(deps, headers.host);
  const reply =
    site &&
    fromMemory(site, {
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

/** A response in the form that `node:http` writes fastest: headers as a flat list, and a Buffer. */
type Writable = { head: string[]; body: Buffer | undefined };

/** Created once per finished response. */
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
