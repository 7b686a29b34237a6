import { createMiddleware } from 'hono/factory';
import type { App } from '../context/context.ts';
import { loggedPath } from '../core/log.ts';

/**
 * Logs one line per request that was not answered from memory, without query, address or token.
 * Errors have another line with the same id.
 */
export const requestLog = createMiddleware<App>(async (c, next) => {
  const { log, clock } = c.var.deps;
  const startedAt = clock();
  const id = crypto.randomUUID();
  c.set('requestId', id);
  await next();
  const { method, path } = c.req;
  const facts = { requestId: id, method, path: loggedPath(path), status: c.res.status };
  log('info', 'request', { ...facts, ms: clock() - startedAt });
});
