import { createMiddleware } from 'hono/factory';
import type { App, AppContext } from '../context/context.ts';
import { Problem } from '../core/problem.ts';
import { judgeSender, type Verdict } from '../domain/network/origin.ts';
import { browserHost } from './opened-at.ts';

const SAFE = /^(?:GET|HEAD|OPTIONS)$/;
const FOREIGN = 'This form couldn’t be verified. Reload the page and try again.';
const UNKNOWN =
  'Your browser didn’t send the page’s address with this form. Turn off extensions or proxies that hide it (Referrer-Policy), reload the page and try again.';

const allowed: Record<string, Verdict[]> = {
  '/setup': ['unknown'],
  '/language': ['unknown', 'elsewhere'],
};

/**
 * Rejects writes that do not come from our own pages. The set-up form has a secret and may come
 * without an origin; choosing a language changes no data.
 */
export const ownPagesOnly = createMiddleware<App>(async (c, next) => {
  if (SAFE.test(c.req.method)) return next();
  const { config, log } = c.var.deps;
  const sender = {
    origin: c.req.header('origin'),
    fetchSite: c.req.header('sec-fetch-site'),
    host: browserHost(c),
  };
  const verdict = judgeSender(sender, config.hasBaseUrl ? config.baseUrl : undefined);
  if (verdict === 'own' || allowed[c.req.path]?.includes(verdict)) return next();
  if (verdict !== 'elsewhere')
    throw new Problem('forbidden', verdict === 'foreign' ? FOREIGN : UNKNOWN);
  const { baseUrl } = config;
  log('warn', 'form sent to an address other than BASE_URL', {
    address: sender.origin?.slice(0, 100),
    baseUrl,
  });
  throw new Problem(
    'forbidden',
    `Forms only work at ${baseUrl}. Open the page there and try again.`,
    {},
    { link: baseUrl + pageOf(c) },
  );
});

/** The path of the page with the form. Only the path: the referrer may name any site. */
function pageOf(c: AppContext): string {
  const referrer = c.req.header('referer') ?? '';
  const { pathname, search } = new URL(URL.canParse(referrer) ? referrer : c.req.url);
  return pathname + search;
}
