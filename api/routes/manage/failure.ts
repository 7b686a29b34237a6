import type { ErrorHandler, Handler } from 'hono';
import type { App } from '../../context.ts';
import { errorFacts } from '../../log.ts';
import { outageProblem, Problem } from '../../problem.ts';

/** Refusals as Statuspage words them: `{"error": "…"}`, and a list where the input is at fault. */
export const failure: ErrorHandler<App> = (error, c) => {
  c.header('cache-control', 'no-store');
  if (error instanceof Problem) {
    // The rest of the body is never read, so the connection cannot serve another request.
    if (error.code === 'too_large') c.header('connection', 'close');
    if (error.code === 'unavailable') c.header('retry-after', '10');
    const sentences = [...new Set([error.message, ...Object.values(error.fields)])];
    return c.json({ error: error.code === 'invalid' ? sentences : error.message }, error.status);
  }
  const outage = outageProblem(error);
  if (outage) return c.json({ error: outage.message }, outage.status, { 'retry-after': '10' });
  const requestId = c.get('requestId');
  c.var.deps.log('error', 'request failed', { path: c.req.path, requestId, ...errorFacts(error) });
  return c.json({ error: 'Something went wrong on our side. Try again in a moment.' }, 500);
};

/** For an address that exists, with a method that it does not take. */
export const onlyTakes =
  (...methods: string[]): Handler<App> =>
  (c) =>
    c.json({ error: `This address takes ${methods.join(', ')}.` }, 405, {
      allow: methods.join(', '),
    });
