import type { ErrorHandler } from 'hono';
import { Stopped } from '../../actions/incident/checks/preflight.ts';
import type { App } from '../../context/context.ts';
import { errorFacts } from '../../core/log.ts';
import { outageProblem, Problem } from '../../core/problem.ts';

/** Errors in Statuspage's form: `{"error": "…"}`, with a list for invalid input. */
export const failure: ErrorHandler<App> = (error, c) => {
  c.header('cache-control', 'no-store');
  if (error instanceof Problem) {
    // The rest of the body is not read, so the connection cannot be reused.
    if (error.code === 'too_large') c.header('connection', 'close');
    if (error.code === 'unavailable') c.header('retry-after', '10');
    if (error instanceof Stopped) return c.json(stopShape(error), error.status, problemJson);
    const sentences = [...new Set([error.message, ...Object.values(error.fields)])];
    return c.json({ error: error.code === 'invalid' ? sentences : error.message }, error.status);
  }
  const outage = outageProblem(error);
  if (outage) return c.json({ error: outage.message }, outage.status, { 'retry-after': '10' });
  const requestId = c.get('requestId');
  c.var.deps.log('error', 'request failed', { path: c.req.path, requestId, ...errorFacts(error) });
  return c.json({ error: 'Something went wrong on our side. Try again in a moment.' }, 500);
};

const problemJson = { 'content-type': 'application/problem+json' };

/** Problem details (RFC 9457) with each finding at its place; `error` is for Statuspage's clients. */
const stopShape = ({ status, stops: findings }: Stopped) => ({
  type: 'about:blank',
  title: 'Blocked by the check before publishing',
  status,
  detail:
    'The check before publishing found errors. Fix them, or send a reason for publishing anyway as “preflight_override”.',
  findings: findings.map(({ rule, level, sentence, place, locale, found }) => ({
    rule,
    level,
    sentence,
    place: place.in === 'field' ? place.field : place.in,
    ...(locale ? { language: locale } : {}),
    ...('from' in place ? { from: place.from, to: place.to } : {}),
    ...(found ? { found } : {}),
  })),
  error: findings.map(({ sentence, found }) => (found ? `“${found}”: ${sentence}` : sentence)),
});
