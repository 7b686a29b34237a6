import { createMiddleware } from 'hono/factory';
import type { App, AppContext, PageLocals } from '../context/context.ts';
import { isElsewhere } from '../domain/network/origin.ts';

/**
 * The host in the browser's address, as far as proxies pass it on. A form on another site cannot
 * set `X-Forwarded-Host`.
 */
export const browserHost = (c: AppContext): string =>
  first(c, 'x-forwarded-host') ?? c.req.header('host') ?? new URL(c.req.url).host;

/** The host that the request was sent to. No other header may choose the page. */
export const requestedHost = (c: AppContext): string =>
  c.req.header('host') ?? new URL(c.req.url).host;

/** Proxies append, so the first value is from the one nearest to the browser. */
const first = (c: AppContext, name: string): string | undefined =>
  c.req.header(name)?.split(',')[0]?.trim();

/** Tells pages the address they were opened at. Cached pages are the same at every address. */
export const openedAt = createMiddleware<App>(async (c, next) => {
  c.set('locals', { ...c.get('locals'), openedAt: placeOf(c) });
  return next();
});

function placeOf(c: AppContext): NonNullable<PageLocals['openedAt']> {
  const { baseUrl, hasBaseUrl } = c.var.deps.config;
  const proto = first(c, 'x-forwarded-proto');
  const host = browserHost(c);
  return {
    origin: `${proto === 'https' ? 'https' : 'http'}://${host}`,
    isElsewhere: isElsewhere({ host, proto }, baseUrl, hasBaseUrl),
  };
}
