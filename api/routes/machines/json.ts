import { Hono } from 'hono';
import { z } from 'zod';
import type { App, AppContext } from '../../context.ts';
import { localeFor } from '../../domain/locale.ts';
import { notFound } from '../../problem.ts';
import { now, past } from '../../render/allclear.ts';
import { historyJson } from '../../render/history-json.ts';
import { openApi } from '../../render/open-api.ts';
import { incident, maintenance } from '../../render/statuspage-v2.ts';
import { pastPart, pastQuarter } from '../../snapshot/past.ts';
import { keyOfQuery, serve } from '../serve.ts';
import { incidentOf } from './find.ts';
import { json, reads } from './read.ts';

/** A hundred years of quarters: what is asked beyond counts as not asked. */
const PageOfHistory = z.coerce.number().int().min(1).max(400).catch(1);
const Before = z
  .string()
  .regex(/^[a-z0-9]{12}$/)
  .optional()
  .catch(undefined);

/** Of a language, as sites name theirs. */
const LONGEST_TAG = 35;

function history(c: AppContext): Promise<Response> {
  const page = PageOfHistory.parse(c.req.query('page'));
  return serve(c, keyOfQuery('/history.json', { page }), async (s) =>
    json(historyJson(s, await pastQuarter(c.var.deps.db, s, page))),
  );
}

/** Statuspage's `/history` is a page for people and JSON for programs. */
const wantsJson = (c: AppContext): boolean =>
  /^application\/json\b/.test(c.req.header('accept') ?? '');

/** The JSON beside the eight documents of API v2: Statuspage's two others, and our own. */
export function jsonDocuments(): Hono<App> {
  const app = new Hono<App>();

  reads(app, '/incidents/:file{[^/]+\\.json}', (c) => {
    const id = (c.req.param('file') ?? '').replace(/\.json$/, '');
    return serve(c, `/incidents/${id}.json`, async (s) => {
      const found = await incidentOf(c, s, id);
      return json(found.kind === 'maintenance' ? maintenance(s, found) : incident(s, found));
    });
  });

  reads(app, '/history.json', history);
  app.get('/history', async (c, next) => {
    if (wantsJson(c)) c.res = await history(c);
    else await next();
    c.header('vary', 'accept', { append: true });
  });

  const nowAt = '/api/allclear/now.json';
  reads(app, nowAt, (c) => {
    const lang = (c.req.query('lang') ?? '').slice(0, LONGEST_TAG);
    const named = lang ? localeFor([{ type: lang, q: 1 }], null) : null;
    const key = named ? keyOfQuery(nowAt, { lang: named }) : nowAt;
    return serve(c, key, (s, asOf) => json(now(s, asOf, named)));
  });

  reads(app, '/api/allclear/incidents.json', (c) => {
    const before = Before.parse(c.req.query('before'));
    const path = '/api/allclear/incidents.json';
    return serve(c, keyOfQuery(path, { before: before ?? '' }), async (s) => {
      const from = before === undefined ? null : await incidentOf(c, s, before);
      const { incidents, next } = await pastPart(c.var.deps.db, s, from);
      return json(past(s, incidents, next && `${s.page.url}${path}?before=${next}`));
    });
  });

  reads(app, '/api/openapi.json', (c) =>
    serve(c, '/api/openapi.json', (s) => json(openApi(s.page.url))),
  );

  for (const path of ['/api/v2/*', '/api/allclear/*'])
    reads(app, path, () => {
      throw notFound('document');
    });
  return app;
}
