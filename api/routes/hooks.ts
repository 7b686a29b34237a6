import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { recordBounce } from '../actions/subscriber/receive-bounce.ts';
import { recordResendEvent } from '../actions/subscriber/resend-event.ts';
import type { App } from '../context/context.ts';
import { notFound, Problem } from '../core/problem.ts';
import { sameText, sha256 } from '../core/secret.ts';

/** Programs of others that tell us something. They prove who they are by a signature. */
export function hooks(): Hono<App> {
  const app = new Hono<App>();
  app.post('/resend', async (c) => {
    const { deps } = c.var;
    if (!deps.config.resendWebhookSecret) throw notFound('hook');
    const body = await c.req.text(); // as it was sent: a body written anew has another signature
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

/** The report stands before the mail that came back, which may be of any size. */
const READ = 1024 * 1024;

/** The rest is let pass, so that the sender is not cut off while it still writes. */
async function beginningOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const kept = new Uint8Array(READ);
  let length = 0;
  for await (const batch of request.body ?? []) {
    const part = batch.subarray(0, READ - length);
    kept.set(part, length);
    length += part.length;
  }
  return kept.slice(0, length);
}

/** Svix, who deliver for Resend, write their own name into the headers of Standard Webhooks. */
function signatureIn(headers: Headers) {
  const named = (name: string): string =>
    headers.get(`webhook-${name}`) ?? headers.get(`svix-${name}`) ?? '';
  return {
    'webhook-id': named('id'),
    'webhook-timestamp': named('timestamp'),
    'webhook-signature': named('signature'),
  };
}

/** Also refused: what was signed more than five minutes from now. */
function verified(secret: string, body: string, headers: Record<string, string>): unknown {
  try {
    return new Webhook(secret).verify(body, headers);
  } catch {
    throw new Problem('unauthenticated', 'This event’s signature is missing, wrong or too old.');
  }
}
