import { createMiddleware } from 'hono/factory';
import type { App, AppContext } from '../context/context.ts';
import { Problem } from '../core/problem.ts';
import { judgeSender, type Verdict } from '../domain/network/origin.ts';
import { hostOf } from './opened-at.ts';

const SAFE = /^(?:GET|HEAD|OPTIONS)$/;
const FOREIGN =
  'This form was sent from another site, or from another address of this one. Open the page again and send it from there.';
const UNKNOWN =
  'Your browser did not say which page this form came from. Turn off what hides it (a privacy extension, or a proxy that sets Referrer-Policy), reload the page and send the form again.';

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
    host: hostOf(c),
  };
  const verdict = judgeSender(sender, config.hasBaseUrl ? config.baseUrl : undefined);
  if (verdict === 'own' || allowed[c.req.path]?.includes(verdict)) return next();
  if (verdict !== 'elsewhere')
    throw new Problem('forbidden', verdict === 'foreign' ? FOREIGN : UNKNOWN);
  const { baseUrl } = config;
  log('warn', 'a form was sent at an address that is not BASE_URL', {
    address: sender.origin?.slice(0, 100),
    baseUrl,
  });
  throw new Problem(
    'forbidden',
    `Forms work only at ${baseUrl}. Open the page there and send it again.`,
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
