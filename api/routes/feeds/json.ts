import { Hono } from 'hono';
import { z } from 'zod';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { localeFor } from '../../domain/text/locale.ts';
import { keyOfQuery, serve, serveRare, serveUncached } from '../../http/serve/serve.ts';
import { historyPage, now } from '../../render/allclear.ts';
import { historyJson } from '../../render/feeds/history-json.ts';
import { openApi } from '../../render/open-api/open-api.ts';
import { incidentDocument, maintenance } from '../../render/statuspage-v2.ts';
import { historyQuarter } from '../../snapshot/history/history.ts';
import { historyPart } from '../../snapshot/history/search.ts';
import { findIn, type SearchQuery, searchQueryIn } from '../search/search.ts';
import { incidentOf } from './find.ts';
import { json, longJson, reads } from './read.ts';

/** A hundred years of quarters; higher page numbers count as absent. */
const PageOfHistory = z.coerce.number().int().min(1).max(400).catch(1);
/** The whole history, or search results. */
const PARTS = '/api/allclear/incidents.json';
const PART = 50;
/** The cost of three months, in simple pages. */
const QUARTER = 12;
const Before = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .optional()
  .catch(undefined);

/** The longest language tag. */
const MAX_TAG_LENGTH = 35;

function history(c: AppContext): Promise<Response> {
  const page = PageOfHistory.parse(c.req.query('page'));
  const answer = page === 1 ? serve : serveRare(QUARTER);
  return answer(c, keyOfQuery('/history.json', { page }), async (s) =>
    longJson(await historyJson(s, await historyQuarter(c.var.deps.db, s, page))),
  );
}

/** Search results, and their next parts. */
const found = (c: AppContext, query: SearchQuery): Promise<Response> =>
  serveUncached()(c, keyOfQuery(PARTS, { q: query.q }), async (s) => {
    const answer = await findIn(c, s, query, PART);
    if (!answer) throw notFound('component');
    const { incidents, next, partial } = answer;
    const { q, component } = query;
    const nextPart = new URLSearchParams({
      ...(q ? { q } : {}),
      ...(component ? { component } : {}),
      before: next ?? '',
    });
    const drawn = json(historyPage(s, incidents, next && `${s.page.url}${PARTS}?${nextPart}`));
    if (partial) drawn.headers.set('cache-control', 'no-store');
    return drawn;
  });

/** Statuspage's `/history` is HTML for people and JSON for programs. */
const wantsJson = (c: AppContext): boolean =>
  /^application\/json\b/.test(c.req.header('accept') ?? '');

/** JSON other than the eight documents of API v2: two more of Statuspage, and our own. */
export function jsonDocuments(): Hono<App> {
  const app = new Hono<App>();

  reads(app, '/incidents/:file{[^/]+\\.json}', (c) => {
    const id = (c.req.param('file') ?? '').replace(/\.json$/, '');
    return serveRare()(c, `/incidents/${id}.json`, async (s) => {
      const found = await incidentOf(c, s, id);
      return json(
        found.kind === 'maintenance' ? maintenance(s, found) : incidentDocument(s, found),
      );
    });
  });

  reads(app, '/history.json', history);
  app.get('/history', async (c, next) => {
    const query = searchQueryIn(c);
    if (wantsJson(c)) c.res = await (query ? found(c, query) : history(c));
    else await next();
    c.header('vary', 'accept', { append: true });
  });

  const nowAt = '/api/allclear/now.json';
  reads(app, nowAt, (c) => {
    const lang = (c.req.query('lang') ?? '').slice(0, MAX_TAG_LENGTH);
    const named = lang ? localeFor([{ type: lang, q: 1 }], null) : null;
    const key = named ? keyOfQuery(nowAt, { lang: named }) : nowAt;
    return serve(c, key, (s, asOf) => json(now(s, asOf, named)));
  });

  reads(app, PARTS, (c) => {
    const query = searchQueryIn(c);
    if (query) return found(c, query);
    const before = Before.parse(c.req.query('before'));
    const answer = before === undefined ? serve : serveRare(3);
    return answer(c, keyOfQuery(PARTS, { before: before ?? '' }), async (s) => {
      if (before !== undefined) await incidentOf(c, s, before);
      const { incidents, next } = await historyPart(c.var.deps.db, s, before ?? null, PART);
      return json(historyPage(s, incidents, next && `${s.page.url}${PARTS}?before=${next}`));
    });
  });

  reads(app, '/api/openapi.json', (c) =>
    serve(c, '/api/openapi.json', async (s) => json(await openApi(s.page.url))),
  );

  for (const path of ['/api/v2/*', '/api/allclear/*'])
    reads(app, path, () => {
      throw notFound('document');
    });
  return app;
}
