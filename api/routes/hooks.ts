import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import type { App } from '../context.ts';
import { notFound, Problem } from '../problem.ts';
import { recordReturn } from '../publish/returned.ts';

/** Programs of others that tell us something. They prove who they are by a signature. */
export function hooks(): Hono<App> {
  const app = new Hono<App>();
  app.post('/resend', async (c) => {
    const { deps } = c.var;
    if (!deps.config.resendWebhookSecret) throw notFound('hook');
    const body = await c.req.text(); // as it was sent: a body written anew has another signature
    const headers = signatureIn(c.req.raw.headers);
    const event = verified(deps.config.resendWebhookSecret, body, headers);
    await recordReturn(deps, { provider: 'resend', eventId: headers['webhook-id'] }, event);
    return c.body(null, 204);
  });
  return app;
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
