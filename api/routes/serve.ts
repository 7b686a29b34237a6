import type { AppContext } from '../context.ts';
import type { Deps } from '../deps.ts';
import { errorFacts } from '../log.ts';
import { Problem } from '../problem.ts';
import { type FinishedPage, mayBeKept, type View } from '../snapshot/page-cache.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { withDefaults } from './security-headers.ts';

const CACHE_CONTROL = 'public, max-age=10, stale-while-revalidate=30, stale-if-error=86400';

/** What readers see now; null while the installation has no page yet. */
export async function viewOf({ snapshots }: Pick<Deps, 'snapshots'>): Promise<View | null> {
  const snapshot = await snapshots.current();
  return snapshot && { snapshot, asOf: snapshots.asOf() };
}

type Render = (snapshot: Snapshot, asOf: number | null) => Response | Promise<Response>;

/**
 * The key of an answer that depends on the query too. `answerFromMemory` knows paths only, and no
 * path begins like this: it never gives one variant for another. The values must be few and known.
 */
export const keyOfQuery = (path: string, values: Record<string, string | number>): string =>
  `?${path}?${new URLSearchParams(Object.entries(values).map(([k, v]) => [k, `${v}`]))}`;

/**
 * Answers a reader from finished bytes, rendering them at most once per version and key. The key
 * is the route's own: no query string and no spelling of a path makes an entry of its own.
 */
export const serve = (c: AppContext, key: string, render: Render): Promise<Response> =>
  answerWith(c, key, render, true);

/** As `serve`, keeping nothing: for an answer with a reader's own words in it. */
export const serveUnkept = (c: AppContext, key: string, render: Render): Promise<Response> =>
  answerWith(c, key, render, false);

async function answerWith(c: AppContext, key: string, render: Render, isKept: boolean) {
  const { pages, log } = c.var.deps;
  const view = await viewOf(c.var.deps).catch((error) => {
    log('error', 'there is no page to show', errorFacts(error));
    throw new Problem(
      'unavailable',
      'The status is unknown: no record of it can be read just now.',
    );
  });
  if (!view) throw new Problem('unavailable', 'This status page has not been set up yet.');
  const encoding = pages.encodingFor(c.req.header('accept-encoding') ?? '');
  try {
    const draw = async () => render(view.snapshot, view.asOf);
    const finished = isKept
      ? await pages.get(view, key, encoding, draw)
      : await pages.draw(view, key, draw);
    return mayBeKept(finished) ? answer(finished, c.req.header('if-none-match')) : once(finished);
  } catch (error) {
    if (error instanceof Problem) throw error;
    log('error', 'a page could not be drawn', { key, ...errorFacts(error) });
    throw new Problem('unavailable', 'This page cannot be read just now. Try again in a minute.');
  }
}

/**
 * The same answer without a middleware or a route being asked, where the bytes are finished
 * already: this is what most readers get on the day when everyone looks.
 */
export function answerFromMemory(deps: Deps, request: Request): Response | null {
  if (request.method !== 'GET') return null;
  const snapshot = deps.snapshots.peek();
  if (!snapshot) return null;
  const encoding = deps.pages.encodingFor(request.headers.get('accept-encoding') ?? '');
  const view = { snapshot, asOf: deps.snapshots.asOf() };
  const finished = deps.pages.peek(view, pathOf(request.url), encoding);
  return finished ? answer(finished, request.headers.get('if-none-match') ?? undefined) : null;
}

function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const query = url.indexOf('?', start);
  return query < 0 ? url.slice(start) : url.slice(start, query);
}

function answer(page: FinishedPage, known: string | undefined): Response {
  if (known && matches(known, page.etag)) {
    const { 'access-control-allow-origin': readers } = page.headers;
    const headers = { etag: page.etag, 'cache-control': CACHE_CONTROL, vary: 'accept-encoding' };
    return new Response(null, {
      status: 304,
      headers: readers ? { ...headers, 'access-control-allow-origin': readers } : headers,
    });
  }
  return new Response(page.body, {
    headers: withDefaults({
      ...page.headers,
      etag: page.etag,
      'cache-control': CACHE_CONTROL,
    }),
  });
}

/** A refusal, such as an incident that is not there: it may be there after the next publish. */
const once = ({ status, headers, body }: FinishedPage): Response =>
  new Response(body, { status, headers: { ...headers, 'cache-control': 'no-store' } });

const matches = (known: string, etag: string): boolean =>
  known === etag ||
  known === '*' ||
  known.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === etag);
