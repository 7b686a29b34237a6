import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from './deps.ts';
import { fromMemory } from './routes/serve.ts';

/**
 * Answers with finished bytes at the door of `node:http`, before a Request is made of what was
 * asked: that would take as long as all the rest. False: nothing was said, let the app answer.
 */
export function answeredAtTheDoor(
  deps: Deps,
  { method, url = '', headers }: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  if (method !== 'GET') return false;
  const query = url.indexOf('?');
  const reply = fromMemory(deps, {
    path: query < 0 ? url : url.slice(0, query),
    accepts: headers['accept-encoding']?.toString(),
    languages: headers['accept-language'],
    cookie: headers.cookie,
    known: headers['if-none-match'],
  });
  if (!reply) return false;
  outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  return true;
}
