import { createMiddleware } from 'hono/factory';
import type { App } from '../context.ts';

const CSP = 'content-security-policy';

const defaultHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Pages carry a policy of their own, made by Astro; anything else may load and run nothing. */
export const INERT =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** These headers over the usual ones. Only what says `frame-ancestors *` may be framed. */
export function withDefaults(headers: Record<string, string>): Record<string, string> {
  const { 'x-frame-options': noFrames = 'DENY', ...rest } = defaultHeaders;
  const isFrameable = headers[CSP]?.includes('frame-ancestors *');
  return { ...rest, ...(isFrameable ? {} : { 'x-frame-options': noFrames }), ...headers };
}

export const securityHeaders = createMiddleware<App>(async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(withDefaults(Object.fromEntries(c.res.headers))))
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  if (!c.res.headers.get('content-type')?.startsWith('text/html') && c.res.status !== 304)
    if (!c.res.headers.has(CSP)) c.res.headers.set(CSP, INERT);
});
