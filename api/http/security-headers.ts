import { createMiddleware } from 'hono/factory';
import type { App } from '../context/context.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';

const CSP = 'content-security-policy';
const FRAMES = 'x-frame-options';

const defaultHeaders: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // A stricter policy would hide the origin of our own forms, which would then be rejected.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** For responses other than pages, which have a policy made by Astro: nothing may load or run. */
export const INERT =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** One year, for this host only. */
const HSTS = { 'strict-transport-security': 'max-age=31536000' };

/** Adds the default headers. X-Frame-Options cannot name sites, so a policy that names some replaces it. */
export function withDefaults(
  headers: Record<string, string>,
  baseUrl: string,
): Record<string, string> {
  const { 'x-frame-options': noFrames = 'DENY', ...rest } = defaultHeaders;
  const isFrameable = /frame-ancestors (?!'none')/.test(headers[CSP] ?? '');
  const hsts = baseUrl.startsWith('https:') ? HSTS : {};
  return { ...rest, ...hsts, ...(isFrameable ? {} : { 'x-frame-options': noFrames }), ...headers };
}

/** The same response, with `sources` allowed to frame it; unchanged without sources. */
export function framedBy(drawn: Response, sources: string[]): Response {
  if (sources.length === 0) return drawn;
  const ancestors = `frame-ancestors ${sources.join(' ')}`;
  const policy = drawn.headers.get(CSP) ?? '';
  const headers = new Headers(drawn.headers);
  headers.set(
    CSP,
    policy.includes('frame-ancestors')
      ? policy.replace(/frame-ancestors [^;]*/, ancestors)
      : [policy, ancestors].filter(Boolean).join('; '),
  );
  return new Response(drawn.body, { status: drawn.status, headers });
}

/** For the sites that the page's owner has named. */
export const framedByNamed = (drawn: Response, { page }: Snapshot): Response =>
  framedBy(drawn, page.frameOrigins?.length ? ["'self'", ...page.frameOrigins] : []);

export const securityHeaders = createMiddleware<App>(async (c, next) => {
  await next();
  const { baseUrl } = c.var.deps.config;
  const headers = withDefaults(Object.fromEntries(c.res.headers), baseUrl);
  // A 304 has no headers for frames: those of the cached response apply.
  for (const [name, value] of Object.entries(headers))
    if (!c.res.headers.has(name) && !(c.res.status === 304 && name === FRAMES))
      c.res.headers.set(name, value);
  if (!c.res.headers.get('content-type')?.startsWith('text/html') && c.res.status !== 304)
    if (!c.res.headers.has(CSP)) c.res.headers.set(CSP, INERT);
});
