import { Hono } from 'hono';
import { alertSourceByToken } from '../../../db/alert/source.ts';
import { receiveAlerts, refuseLarge, refuseOften } from '../../actions/alert/receive.ts';
import { runAlertRules } from '../../actions/alert/run/run.ts';
import { behind } from '../../context/behind.ts';
import type { App, AppContext } from '../../context/context.ts';
import { errorFacts } from '../../core/log.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { sha256 } from '../../core/secret.ts';
import { bodyOf, formFields } from '../../domain/alert/body.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { RequestLimit } from '../../limits/rate-limit.ts';

const MAX_BYTES = 256 * 1024;
/** Deliveries of one source in a minute, in one process. */
const MAX_DELIVERIES = 6000;

/** Under `/hooks/alerts`: what monitoring systems post to the secret address of their source. */
export function alertHooks(): Hono<App> {
  const app = new Hono<App>();
  const limit = new RequestLimit({ limits: [MAX_DELIVERIES], window: MINUTE });
  app.on(['POST', 'PUT'], '/:token', async (c) => {
    const { deps } = c.var;
    const token = c.req.param('token');
    const source = /^[\w-]{43}$/.test(token)
      ? await alertSourceByToken(deps.db, await sha256(token))
      : null;
    if (!source) throw notFound('alert source');
    if (!limit.take([source.id], deps.clock())) {
      throw await refuseOften(deps, source);
    }
    const bytes = await bytesOf(c.req.raw);
    if (bytes === null) throw await refuseLarge(deps, source);
    const raw = { headers: c.req.raw.headers, bytes };
    const sentence = await receiveAlerts(deps, source, raw, () => readBody(c, bytes));
    behind(c, decideSoon(deps));
    return c.text(`${sentence}\n`, 202);
  });
  return app;
}

/** The tick decides what is left. */
const decideSoon = (deps: AppContext['var']['deps']): Promise<void> =>
  runAlertRules(deps).catch((error) => {
    deps.log('warn', 'alerts are not decided yet', errorFacts(error));
  });

/** Null where there are more than a delivery may have. The rest is read and dropped, so that the sender sees the answer. */
async function bytesOf(request: Request): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.body ?? []) {
    length += part.length;
    if (length <= MAX_BYTES) parts.push(part);
    if (length > 64 * MAX_BYTES) throw new Problem('too_large', 'That’s over 256 KB.');
  }
  if (length > MAX_BYTES) return null;
  const bytes = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}

async function readBody(c: AppContext, bytes: Uint8Array<ArrayBuffer>): Promise<unknown> {
  const type = c.req.header('content-type') ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) return bodyOf(new TextDecoder().decode(bytes), type);
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const texts = [...form].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    );
    return formFields(texts);
  } catch {
    return null;
  }
}
