import { createMiddleware } from 'hono/factory';
import { addAttempts } from '../../../../db/subscriber/attempt.ts';
import { behind } from '../../../context/behind.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { SECOND } from '../../../domain/time/time.ts';
import { idempotencyHeader } from '../request/idempotency-key.ts';

/** Says how many requests the token has left in this minute, and refuses more than that. */
export const withinRate = createMiddleware<App>(async (c, next) => {
  const { deps, actor } = c.var;
  const { tokenLimit } = deps;
  const now = deps.clock();
  const { remaining, until, report } = tokenLimit.take(actor.id, now);
  const seconds = Math.max(1, Math.ceil((until - now) / SECOND));
  const headers = {
    'x-ratelimit-limit': String(tokenLimit.limit),
    'x-ratelimit-remaining': String(Math.max(0, remaining)),
    'x-ratelimit-reset': String(Math.ceil(until / SECOND)),
  };
  if (report > 0) behind(c, share(c, { tokenId: actor.id, count: report, until }));
  if (remaining >= 0) {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return next();
  }
  const error = `Too many requests: this token may send ${tokenLimit.limit} in a minute. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
  return c.json({ error }, 429, { ...headers, 'retry-after': String(seconds) });
});

/** A failure is ignored: the limit of this process still holds. */
async function share(
  { var: { deps } }: AppContext,
  { tokenId, count, until }: { tokenId: string; count: number; until: number },
): Promise<void> {
  const all = await addAttempts(deps.db, { key: `api:${tokenId}`, count, until }).catch(() => 0);
  deps.tokenLimit.reported(tokenId, until, all);
}

/** Repeats the key of the request, so that clients can match answers to retries. */
export const echoedKey = createMiddleware<App>(async (c, next) => {
  const key = idempotencyHeader(c);
  if (key && key.length <= 255) c.header('idempotency-key', key);
  await next();
});
