import { locales } from './locale.ts';

/** Pages, feeds and the calendar that have an address of their own in each language: `/de/history`. */
export const TRANSLATED =
  /^\/(?:$|history|uptime|incidents|components|subscribe|subscriptions|confirm|u|badges|embed|system-metrics(?:\/(?:week|month|year))?$|updates\.|maintenance\.ics)/;

/**
 * Where a text is read. `url` is the page's origin, or empty on the page itself; `prefix` is the
 * language of the addresses, such as `/de`; `page` is the whole address that `#fragments` are of.
 */
export type LinkBase = { url: string; prefix?: string; page?: string };

/** Stands in for the page's origin where links stay without one. No such host can exist (RFC 6761). */
const NOWHERE = 'https://relative.invalid';
const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const NAMED = new RegExp(`^/(?:${locales.join('|')})(?:/|$)`, 'i');

export const hasScheme = (href: string): boolean => SCHEME.test(href);

/** The address that a link in a text leads to. Relative ones start at the page's root wherever they are read. */
export function resolveLink(href: string, { url, prefix = '', page }: LinkBase): string {
  if (hasScheme(href)) return href;
  if (href.startsWith('#')) return url ? `${page ?? `${url}${prefix || '/'}`}${href}` : href;
  const origin = url || NOWHERE;
  if (!URL.canParse(href, `${origin}/`)) return href;
  const whole = new URL(href, `${origin}/`);
  if (whole.origin !== new URL(origin).origin) return whole.href;
  return `${url}${localizedPath(whole.pathname, prefix)}${whole.search}${whole.hash}`;
}

/** A path that names a language already, or has only one address, stays as it is. */
function localizedPath(path: string, prefix: string): string {
  if (!prefix || NAMED.test(path) || !TRANSLATED.test(path)) return path;
  return path === '/' ? prefix : `${prefix}${path}`;
}
