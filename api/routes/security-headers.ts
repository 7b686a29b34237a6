import { createMiddleware } from 'hono/factory';
import type { App } from '../context.ts';

const CSP = 'content-security-policy';

const defaultHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // A stricter policy hides the origin of our own forms too, so that they would be refused.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** Pages carry a policy of their own, made by Astro; anything else may load and run nothing. */
export const INERT =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** One year, for this host alone: browsers then never ask it over http. */
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

/** These headers over the usual ones. Only what says `frame-ancestors *` may be framed. */
export function withDefaults(
  headers: Record<string, string>,
  baseUrl: string,
): Record<string, string> {
  const { 'x-frame-options': noFrames = 'DENY', ...rest } = defaultHeaders;
  const isFrameable = headers[CSP]?.includes('frame-ancestors *');
  const hsts = baseUrl.startsWith('https:') ? HSTS : {};
  return { ...rest, ...hsts, ...(isFrameable ? {} : { 'x-frame-options': noFrames }), ...headers };
}

export const securityHeaders = createMiddleware<App>(async (c, next) => {
  await next();
  const { baseUrl } = c.var.deps.config;
  const headers = withDefaults(Object.fromEntries(c.res.headers), baseUrl);
  for (const [name, value] of Object.entries(headers))
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  if (!c.res.headers.get('content-type')?.startsWith('text/html') && c.res.status !== 304)
    if (!c.res.headers.has(CSP)) c.res.headers.set(CSP, INERT);
});
