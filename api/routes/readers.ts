import { Hono } from 'hono';
import { wordsIn } from '../../site/locales/words.ts';
import type { App, AppContext, PageLocals, RenderPage } from '../context.ts';
import { PERIOD } from '../domain/days.ts';
import { languageOf } from '../language.ts';
import { errorFacts } from '../log.ts';
import { plainPage } from '../render/plain-page.ts';
import { leavesOf } from '../render/uptime.ts';
import { isTold } from '../render/uptime-periods.ts';
import { newestMonth } from '../snapshot/past.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { embed } from './embed.ts';
import { machines } from './machines/index.ts';
import { readOnly } from './machines/read.ts';
import { askedIn, findIn } from './search.ts';
import { keyOfQuery, serve, serveUnkept } from './serve.ts';
import { serveSpoken } from './spoken.ts';

/** Drawn from the snapshot alone. */
const PAGES = ['/', '/uptime', '/badges', '/embed'];
/** For developers, and in English alone. */
const DOCS = '/api/docs';
const MONTH = '/history/:month{[0-9]{4}-(?:0[1-9]|1[0-2])}';
const INCIDENT = '/incidents/:id{[a-z0-9]{12}}';
const COMPONENT = '/components/:id{[a-z0-9]{12}}';
/** Results on one page. */
const SHOWN = 20;
const UPTIME = `/uptime/:period{${PERIOD}}`;

/** Everything the public reads, each a pure function of the snapshot. */
export function readers(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.route('/', machines());
  app.route('/', embed(renderPage));

  const page = (c: AppContext, key: string, load?: Load, answer = serve) =>
    servePage(c, renderPage, key, load, answer);
  const month = (c: AppContext, key: string, which: (s: Snapshot) => string) =>
    page(c, key, async (s) => {
      const { value, doubtful } = await c.var.deps.past.month(s, which(s));
      return { locals: { history: value ?? undefined }, doubtful };
    });
  for (const path of PAGES) app.get(path, (c) => page(c, path));
  app.get(DOCS, async (c) => {
    const english = { locale: 'en', prefix: '' } as const;
    return (await c.var.deps.snapshots.current()) === null
      ? c.redirect('/', 302)
      : serve(c, DOCS, (snapshot, asOf) => renderPage(c, { snapshot, asOf, ...english }));
  });
  // Under a key that memory does not answer by path alone: programs get JSON from this address.
  app.get('/history', (c) => {
    const asked = askedIn(c);
    if (!asked) return month(c, keyOfQuery('/history', { as: 'page' }), newestMonth);
    const { q, component, before } = asked;
    const isEndless = q !== '' || before !== null;
    return page(
      c,
      keyOfQuery('/history', { as: 'found', q, component: component ?? '', before: before ?? '' }),
      async (s) => {
        const found = await findIn(c, s, asked, SHOWN);
        return { locals: { found: found ?? undefined }, doubtful: found?.partial ?? false };
      },
      isEndless ? serveUnkept : serve,
    );
  });
  app.get(MONTH, (c) => month(c, `/history/${c.req.param('month')}`, () => c.req.param('month')));
  app.get(INCIDENT, (c) => {
    const id = c.req.param('id');
    return page(c, `/incidents/${id}`, async (s) => {
      const { value, doubtful } = await c.var.deps.past.incident(s, id);
      return { locals: { incident: value ?? undefined }, doubtful };
    });
  });
  app.get(COMPONENT, (c) => {
    const id = c.req.param('id');
    return page(c, `/components/${id}`, async (s) => {
      const component = s.components.find((one) => one.id === id);
      if (!component) return { locals: {}, doubtful: false };
      const { value, doubtful } = await c.var.deps.past.about(s, leavesOf(s, component));
      return { locals: { about: value ?? [] }, doubtful };
    });
  });
  app.get(UPTIME, (c) => {
    const period = c.req.param('period');
    return page(c, `/uptime/${period}`, async (s) => {
      if (!isTold(s, period)) return { locals: {}, doubtful: false };
      const { value, doubtful } = await c.var.deps.past.uptime(s, period);
      return { locals: { uptime: value ?? undefined, period }, doubtful };
    });
  });

  for (const path of [...PAGES, DOCS, '/history', MONTH, INCIDENT, COMPONENT, UPTIME])
    app.all(path, readOnly);
  return app;
}

/** What a page is drawn from besides the snapshot; `doubtful` where the database did not confirm it. */
type Load = (snapshot: Snapshot) => Promise<{
  locals: { [K in keyof PageLocals]?: PageLocals[K] | undefined };
  doubtful: boolean;
}>;

/** A page that lacks what it was asked for draws “not found” itself, with status 404. */
async function servePage(
  c: AppContext,
  renderPage: RenderPage,
  key: string,
  load: Load | undefined,
  answer: typeof serve,
) {
  const snapshot = await c.var.deps.snapshots.current().catch((error) => unknown(c, error));
  if (snapshot instanceof Response) return snapshot;
  if (snapshot)
    return serveSpoken(
      c,
      key,
      async (snapshot, asOf, language) => {
        const { locals, doubtful } = (await load?.(snapshot)) ?? { locals: {}, doubtful: false };
        const since = doubtful ? (asOf ?? snapshot.builtAt) : asOf;
        const drawn = await renderPage(c, {
          snapshot,
          asOf: since,
          ...language,
          ...locals,
        } as Partial<PageLocals>);
        if (doubtful) drawn.headers.set('cache-control', 'no-store');
        return drawn;
      },
      answer,
    );
  c.header('cache-control', 'no-store');
  if (key !== '/') return c.redirect('/', 302);
  const drawn = await renderPage(c, { snapshot: null });
  drawn.headers.set('cache-control', 'no-store');
  return drawn;
}

/** Neither memory nor database nor copy: this says so, instead of saying that all is well. */
function unknown(c: AppContext, error: unknown): Response {
  c.var.deps.log('error', 'there is no page to show', errorFacts(error));
  c.header('cache-control', 'no-store');
  c.header('retry-after', '10');
  const { say, locale } = wordsIn(languageOf(c, null).locale);
  const lines = [say('unknown.why'), say('unknown.hint')];
  return c.html(plainPage({ locale, title: say('unknown.title'), lines }), 503);
}
