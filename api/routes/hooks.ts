import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { recordBounce } from '../actions/subscriber/receive-bounce.ts';
import { recordResendEvent } from '../actions/subscriber/resend-event.ts';
import type { App } from '../context/context.ts';
import { notFound, Problem } from '../core/problem.ts';
import { sameText, sha256 } from '../core/secret.ts';

/** Webhooks of other programs, which are authenticated by a signature or a secret. */
export function hooks(): Hono<App> {
  const app = new Hono<App>();
  app.post('/resend', async (c) => {
    const { deps } = c.var;
    if (!deps.config.resendWebhookSecret) throw notFound('hook');
    const body = await c.req.text(); // unchanged: a serialized body would have another signature
    const headers = signatureIn(c.req.raw.headers);
    const event = verified(deps.config.resendWebhookSecret, body, headers);
    await recordResendEvent(deps, { provider: 'resend', eventId: headers['webhook-id'] }, event);
    return c.body(null, 204);
  });
  app.post('/bounce', async (c) => {
    const { deps } = c.var;
    const { bounceHookSecret } = deps.config;
    if (!bounceHookSecret) throw notFound('hook');
    const [, given = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (!sameText(await sha256(given), await sha256(bounceHookSecret)))
      throw new Problem('unauthenticated', 'Send “Authorization: Bearer” and BOUNCE_HOOK_SECRET.');
    await recordBounce(deps, await beginningOf(c.req.raw));
    return c.text('Taken.\n', 202);
  });
  return app;
}

/** The report comes before the returned mail, which may have any size. */
const READ = 1024 * 1024;

/** The rest is read and dropped, so that the sender does not see a broken connection. */
async function beginningOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(READ);
  let length = 0;
  for await (const batch of request.body ?? []) {
    const part = batch.subarray(0, READ - length);
    bytes.set(part, length);
    length += part.length;
  }
  return bytes.slice(0, length);
}

/** Svix, which delivers for Resend, uses its own names for the headers of Standard Webhooks. */
function signatureIn(headers: Headers) {
  const named = (name: string): string =>
    headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? '';
  return {
    'webhook-id': named('id'),
    'webhook-timestamp': named('timestamp'),
    'webhook-signature': named('signature'),
  };
}

/** Rejects signatures that are more than five minutes off. */
function verified(secret: string, body: string, headers: Record<string, string>): unknown {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch {
    throw new Problem('unauthenticated', 'This event’s signature is missing, wrong or too old.');
  }
}
