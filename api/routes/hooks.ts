import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';
import { findGitHubHook } from '../../db/change/github-hook.ts';
import { findSitePage } from '../../db/page/page.ts';
import { gitHubSecret, receiveGitHub } from '../actions/change/github.ts';
import { recordBounce } from '../actions/subscriber/bounce/receive-bounce.ts';
import { recordResendEvent } from '../actions/subscriber/bounce/resend-event.ts';
import type { App, AppContext } from '../context/context.ts';
import { notFound, Problem } from '../core/problem.ts';
import { sameText, sha256 } from '../core/secret.ts';
import { storableIn } from '../domain/text/characters.ts';

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
  app.post('/github', async (c) => {
    const { deps } = c.var;
    const page = await findSitePage(deps.db, deps.pageId);
    const hook = page && (await findGitHubHook(deps.db, page.id));
    if (!hook) throw notFound('hook');
    const bytes = await c.req.arrayBuffer(); // the signature is over these bytes
    if (!(await isSignedBy(await gitHubSecret(deps, hook), bytes, gitHubHeader(c, 'signature'))))
      throw new Problem(
        'unauthenticated',
        'The signature in X-Hub-Signature-256 is missing or wrong.',
      );
    const id = c.req.header('x-github-delivery') ?? '';
    if (!/^[\w-]{1,100}$/.test(id))
      throw new Problem('malformed', 'Send X-GitHub-Delivery, as GitHub does.');
    const body = payloadIn(new TextDecoder().decode(bytes), c.req.header('content-type') ?? '');
    const delivery = { id, event: gitHubHeader(c, 'event'), body: storableIn(body) };
    return c.text(`${await receiveGitHub(deps, hook, delivery)}\n`, 202);
  });
  return app;
}

const gitHubHeader = (c: AppContext, name: 'signature' | 'event'): string =>
  c.req.header(name === 'event' ? 'x-github-event' : 'x-hub-signature-256') ?? '';

/** `sha256=` and the HMAC in hex; compared in constant time. */
async function isSignedBy(secret: string, bytes: ArrayBuffer, header: string): Promise<boolean> {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(header) ?? [];
  if (!hex) return false;
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const encoded = new TextEncoder().encode(secret);
  const key = await crypto.subtle.importKey('raw', encoded, hmac, false, ['verify']);
  const given = Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify('HMAC', key, given, bytes);
}

/** GitHub sends JSON, or a form with JSON in `payload`, as its settings say. */
function payloadIn(text: string, type: string): unknown {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  try {
    return JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text);
  } catch {
    throw new Problem('malformed', 'The body is not valid JSON.');
  }
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
