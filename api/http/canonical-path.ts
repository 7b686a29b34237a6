import { createMiddleware } from 'hono/factory';
import { getPath } from 'hono/utils/url';
import type { App } from '../context/context.ts';
import { languageIn } from './language.ts';
import { withoutSuffix } from './path.ts';

/** Programs post there and rarely follow redirects, so a trailing slash is ignored. */
const PROGRAMS = /^\/(?:v1|hooks)(?:\/|$)/;

/** Addresses of the console in earlier versions. */
const moved: [from: RegExp, to: string][] = [
  [/^\/admin\/settings\/look$/, '/admin/settings/appearance'],
  [/^(\/admin\/components\/[^/]+)\/past$/, '$1/history'],
];
const movedTo = (path: string): string =>
  moved.reduce((known, [from, to]) => known.replace(from, to), path);

/** The path that routes match: without language, API suffix and trailing slashes. */
export const routedPath = (request: Request): string =>
  languageIn(withoutSuffix(withoutSlash(getPath(request)))).path;

/**
 * Redirects to the one address of a page: without trailing slash, with the canonical language, and
 * from addresses that moved. The target starts with a single slash, so it never leads to another
 * site.
 */
export const canonicalPath = createMiddleware<App>(async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const { pathname, search } = new URL(c.req.url);
  if (!isRead || PROGRAMS.test(pathname)) return next();
  const { path: known, locale } = languageIn(withoutSlash(pathname));
  const path = movedTo(known);
  const canonical = locale ? `/${locale}${path === '/' ? '' : path}` : path;
  if (canonical === pathname || canonical.startsWith('//')) return next();
  c.header('cache-control', 'no-store');
  return c.redirect(canonical + search, 308);
});

/** A loop, since a pattern would take quadratic time for many slashes. */
function withoutSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
