import type { AppContext, RenderPage } from '../../context/context.ts';
import type { Deps } from '../../context/deps.ts';
import { siteInMemory } from '../../context/site.ts';
import { errorFacts } from '../../core/log.ts';
import { outageProblem, Problem } from '../../core/problem.ts';
import { hostIn } from '../../domain/page/address.ts';
import type { Locale } from '../../domain/text/locale.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { type FinishedPage, isCacheable, type View } from '../cache/page-cache.ts';
import { type Reply, replyOf } from '../cache/reply.ts';
import { languageOf, preferredLocale } from '../language.ts';
import { framedByNamed, withDefaults } from '../security-headers.ts';
import { drawn, drawWithinLimits } from './drawing-permit.ts';

const CACHE_CONTROL = 'public, max-age=10, stale-while-revalidate=30, stale-if-error=86400';

/** The current view of readers; null when there is no page yet. */
async function viewOf({ snapshots }: Pick<Deps, 'snapshots'>): Promise<View | null> {
  const snapshot = await snapshots.current();
  return snapshot && { snapshot, asOf: snapshots.asOf() };
}

export type Serve = (c: AppContext, key: string, render: Render) => Promise<Response>;

type Render = (snapshot: Snapshot, asOf: number | null) => Response | Promise<Response>;

/**
 * Cache key of a response that depends on its query. `fromMemory` looks up paths only, and no path
 * starts like this. Values must be few and known.
 */
export const keyOfQuery = (path: string, values: Record<string, string | number>): string =>
  `?${path}?${new URLSearchParams(Object.entries(values).map(([k, v]) => [k, `${v}`]))}`;

/** Cache key of a page in one language, with or without the language in its address. */
export const keyOfLanguage = (path: string, locale: Locale, named = false): string =>
  named ? `/${locale}${path === '/' ? '' : path}` : `${locale}:${path}`;

/**
 * Serves finished bytes, rendered at most once per version and key. The key is the route's own, so
 * queries and spellings of a path create no entries.
 */
export const serve: Serve = (c, key, render) =>
  answerWith(c, key, render, { cache: 'page', cost: 0 });

/** Like `serve`, for one of very many addresses: rendered within the limits per network. */
export const serveRare =
  (cost = 1): Serve =>
  (c, key, render) =>
    answerWith(c, key, render, { cache: 'page', cost });

/** Like `serveRare`, without caching: for responses that contain the reader's input. */
export const serveUncached =
  (cost = 1): Serve =>
  (c, key, render) =>
    answerWith(c, key, render, { cache: 'nothing', cost });

/** “Not found” per language, rendered once. */
export async function serveMissing(
  c: AppContext,
  renderPage: RenderPage,
  encoding?: 'identity',
): Promise<Response> {
  const known = await c.var.deps.snapshots.current();
  const language = languageOf(c, known);
  const key = keyOfLanguage('?missing', language.locale, c.var.named !== null);
  const draw: Render = async (snapshot, asOf) => {
    const missing = framedByNamed(
      await renderPage(c, { snapshot, asOf, ...language }, '/404'),
      snapshot,
    );
    return new Response(missing.body, { headers: missing.headers }); // cached like any page
  };
  const answer = await answerWith(c, key, draw, {
    cache: 'page',
    cost: 0,
    encoding,
    unconditional: true,
  });
  const { etag: _, ...headers } = Object.fromEntries(answer.headers);
  return new Response(answer.body, {
    status: 404,
    headers: { ...headers, 'cache-control': 'no-store' },
  });
}

type How = {
  cache: 'page' | 'nothing';
  cost: number;
  encoding?: 'identity' | undefined;
  unconditional?: boolean;
};

async function answerWith(c: AppContext, key: string, render: Render, how: How) {
  const { pages, log, config } = c.var.deps;
  const view = await viewOf(c.var.deps).catch((error) => {
    log('error', 'no page to show', errorFacts(error));
    throw new Problem('unavailable', 'Status unknown. We can’t load status data right now.');
  });
  if (!view) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  const encoding = how.encoding ?? pages.encodingFor(c.req.header('accept-encoding') ?? '');
  try {
    const renderFinished = async () => {
      const drawn = await render(view.snapshot, view.asOf);
      if (view.snapshot.page.noindex) drawn.headers.set('x-robots-tag', 'noindex');
      return finished(drawn, config.baseUrl);
    };
    const draw = () =>
      how.cost === 0 ? drawn(c, renderFinished) : drawWithinLimits(c, how.cost, renderFinished);
    const page =
      how.cache === 'page'
        ? await pages.get(view, key, encoding, draw)
        : await pages.draw(view, key, draw);
    const known = how.unconditional ? undefined : c.req.header('if-none-match');
    return isCacheable(page) ? answer(replyOf(page, known)) : uncached(page);
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (!outageProblem(error)) throw error; // an error of ours: the response names the request
    log('error', 'page rendering failed', { key, ...errorFacts(error) });
    throw new Problem('unavailable', 'This page can’t be loaded right now. Try again in a minute.');
  }
}

/** With all headers, so that none is computed per reader. */
function finished(drawn: Response, baseUrl: string): Response {
  const { status, body } = drawn;
  const headers = Object.fromEntries(drawn.headers);
  if (!isCacheable({ status, headers })) return drawn;
  return new Response(body, {
    headers: withDefaults({ 'cache-control': CACHE_CONTROL, ...headers }, baseUrl),
  });
}

/** An error response, such as for an unknown incident, is not cached: the next publish may change it. */
function uncached({ status, headers: { etag: _, ...headers }, body }: FinishedPage): Response {
  return new Response(body, { status, headers: { ...headers, 'cache-control': 'no-store' } });
}

export type MemoryRequest = {
  path: string;
  accepts: string | undefined;
  /** `Accept-Language` and `Cookie`. */
  languages: string | undefined;
  cookie: string | undefined;
  known: string | undefined;
};

/**
 * Serves finished bytes without middleware or routes: this answers most readers on a busy day. Null
 * when the app must answer.
 */
export function fromMemory({ snapshots, pages }: Deps, request: MemoryRequest): Reply | null {
  const snapshot = snapshots.peek();
  if (!snapshot) return null;
  const view = { snapshot, asOf: snapshots.asOf() };
  const encoding = pages.encodingFor(request.accepts ?? '');
  const page =
    pages.peek(view, request.path, encoding) ??
    inLanguage(preferredLocale(request, snapshot.page.locale));
  return page ? replyOf(page, request.known) : null;

  /** Redirects readers who chose another language than the browser's. */
  function inLanguage({ browser, chosen }: ReturnType<typeof preferredLocale>) {
    if (chosen && chosen !== browser) return undefined;
    return pages.peek(view, keyOfLanguage(request.path, browser), encoding);
  }
}

export function answerFromMemory(deps: Deps, { method, url, headers }: Request): Response | null {
  const site = method === 'GET' ? siteInMemory(deps, hostIn(url)) : null;
  if (!site) return null;
  const header = (name: string) => headers.get(name) ?? undefined;
  const accepts = header('accept-encoding');
  const reply = fromMemory(site, {
    path: pathOf(url),
    accepts,
    languages: header('accept-language'),
    cookie: header('cookie'),
    known: header('if-none-match'),
  });
  return reply && answer(reply);
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const query = url.indexOf('?', start);
  return query < 0 ? url.slice(start) : url.slice(start, query);
}

const answer = ({ status, headers, body }: Reply): Response =>
  new Response(body, { status, headers });
