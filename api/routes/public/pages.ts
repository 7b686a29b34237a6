import { Hono } from 'hono';
import type { App, AppContext, RenderPage } from '../../context/context.ts';
import { PERIOD } from '../../domain/time/days.ts';
import { framedByNamed } from '../../http/security-headers.ts';
import { keyOfQuery, serve, serveRare, serveUncached } from '../../http/serve/serve.ts';
import { BadgeChoice } from '../../render/badge/badge.ts';
import { isKnownPeriod } from '../../render/uptime/periods.ts';
import { leavesOf } from '../../render/uptime/uptime.ts';
import { newestMonth } from '../../snapshot/history/history.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { feedsAndApi } from '../feeds/index.ts';
import { readOnly } from '../feeds/read.ts';
import { findIn, searchQueryIn } from '../search/search.ts';
import { embed } from './embed.ts';
import { metricPages } from './metrics.ts';
import { type Load, servePage } from './serve-page.ts';

/** Drawn from the snapshot alone. */
const PAGES = ['/', '/uptime', '/embed'];
/** Makes a badge of a component, with a label of one's own. */
const BADGES = '/badges';
/** For developers, in English only. */
const DOCS = '/api/docs';
const MONTH = '/history/:month{[0-9]{4}-(?:0[1-9]|1[0-2])}';
/** Further parts of a busy month; the first is the month's own address. */
const PART = `${MONTH}/:part{[2-9]|[1-9][0-9]{1,3}}`;
const INCIDENT = '/incidents/:id{[a-z0-9]{12}}';
const COMPONENT = '/components/:id{[a-z0-9]{12}}';
/** Results per page. */
const SHOWN = 20;
const UPTIME = `/uptime/:period{${PERIOD}}`;

/** All public pages, as pure functions of the snapshot. */
export function publicPages(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.route('/', feedsAndApi());
  app.route('/', embed(renderPage));
  app.route('/', metricPages(renderPage));

  const page = (c: AppContext, key: string, load?: Load, answer = serve) =>
    servePage(c, renderPage, key, load, answer);
  const month = (
    c: AppContext,
    key: string,
    which: (s: Snapshot) => { month: string; part?: number },
    answer = serve,
  ) =>
    page(
      c,
      key,
      async (s) => {
        const { month, part } = which(s);
        const { value, doubtful } = await c.var.deps.history.month(s, month, part);
        return value && { locals: { history: value }, doubtful };
      },
      answer,
    );
  for (const path of PAGES) app.get(path, (c) => page(c, path));
  app.get(BADGES, (c) => {
    const badge = BadgeChoice.parse(c.req.query());
    if (!badge.component && !badge.label) return page(c, keyOfQuery(BADGES, { as: 'page' })); // answers from memory know no query
    const key = keyOfQuery(BADGES, { component: badge.component, label: badge.label ?? '' });
    return page(c, key, async () => ({ locals: { badge }, doubtful: false }), serveUncached());
  });
  app.get(DOCS, async (c) => {
    const english = { locale: 'en', prefix: '' } as const;
    return (await c.var.deps.snapshots.current()) === null
      ? c.redirect('/', 302)
      : serve(c, DOCS, async (snapshot, asOf) =>
          framedByNamed(await renderPage(c, { snapshot, asOf, ...english }), snapshot),
        );
  });
  // Its cache key is not the path, since programs get JSON from this address.
  app.get('/history', (c) => {
    const query = searchQueryIn(c);
    if (!query)
      return month(c, keyOfQuery('/history', { as: 'page' }), (s) => ({ month: newestMonth(s) }));
    const { q, component, before } = query;
    const isEndless = q !== '' || before !== null;
    return page(
      c,
      keyOfQuery('/history', { as: 'found', q, component: component ?? '', before: before ?? '' }),
      async (s) => {
        const found = await findIn(c, s, query, SHOWN);
        return found && { locals: { found }, doubtful: found.partial };
      },
      isEndless ? serveUncached() : serveRare(2),
    );
  });
  app.get(MONTH, (c) => {
    const which = c.req.param('month');
    return month(c, `/history/${which}`, () => ({ month: which }), serveRare(2));
  });
  app.get(PART, (c) => {
    const [which, part] = [c.req.param('month'), Number(c.req.param('part'))];
    return month(c, `/history/${which}/${part}`, () => ({ month: which, part }), serveRare(2));
  });
  app.get(INCIDENT, (c) => {
    const id = c.req.param('id');
    const load: Load = async (s) => {
      const { value, doubtful } = await c.var.deps.history.incident(s, id);
      return value && { locals: { incident: value }, doubtful };
    };
    return page(c, `/incidents/${id}`, load, serveRare());
  });
  app.get(COMPONENT, (c) => {
    const id = c.req.param('id');
    const load: Load = async (s) => {
      const component = s.components.find((one) => one.id === id);
      if (!component) return null;
      const { value, doubtful } = await c.var.deps.history.about(s, leavesOf(s, component));
      return { locals: { about: value ?? [] }, doubtful };
    };
    return page(c, `/components/${id}`, load, serveRare(2));
  });
  app.get(UPTIME, (c) => {
    const period = c.req.param('period');
    const load: Load = async (s) => {
      if (!isKnownPeriod(s, period)) return null;
      const { value, doubtful } = await c.var.deps.history.uptime(s, period);
      return value && { locals: { uptime: value, period }, doubtful };
    };
    return page(c, `/uptime/${period}`, load, serveRare(period.length === 4 ? 12 : 5));
  });

  for (const path of [...PAGES, BADGES, DOCS, '/history', MONTH, PART, INCIDENT, COMPONENT, UPTIME])
    app.all(path, readOnly);
  return app;
}
