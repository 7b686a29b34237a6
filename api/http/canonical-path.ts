import { createMiddleware } from 'hono/factory';
import { getPath } from 'hono/utils/url';
import type { App } from '../context/context.ts';
import { languageIn } from './language.ts';
import { withoutSuffix } from './path.ts';

/** Programs post there and seldom follow a redirect: a slash at the end is ignored instead. */
const PROGRAMS = /^\/(?:v1|hooks)(?:\/|$)/;

/** The path that routes match: without language, suffix of the API, and slashes at the end. */
export const routedPath = (request: Request): string =>
  languageIn(withoutSuffix(withoutSlash(getPath(request)))).path;

/**
 * One address for each page: a slash at the end is dropped, a language is spelled our way. The answer
 * is a path that begins with one slash, so it never leads to another site.
 */
export const canonicalPath = createMiddleware<App>(async (c, next) => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  const { pathname, search } = new URL(c.req.url);
  if (!isRead || PROGRAMS.test(pathname)) return next();
  const { path, locale } = languageIn(withoutSlash(pathname));
  const canonical = locale ? `/${locale}${path === '/' ? '' : path}` : path;
  if (canonical === pathname || canonical.startsWith('//')) return next();
  c.header('cache-control', 'no-store');
  return c.redirect(canonical + search, 308);
});

/** A loop: a pattern would take quadratic time for a path of slashes. */
function withoutSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
