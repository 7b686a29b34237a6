import { Hono } from 'hono';
import type { App, AppContext, RenderPage } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { type ChartSpan, chartSpans } from '../../domain/metric/chart.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { keyOfQuery, serveRare } from '../../http/serve/serve.ts';
import { smallChart } from '../../render/chart/small.ts';
import { body, readOnly, reads } from '../feeds/read.ts';
import { type Load, servePage } from './serve-page.ts';

const PAGE = '/system-metrics';
/** How long a drawn chart is kept: new values change no version of the page. */
const kept: Record<ChartSpan, number> = {
  day: MINUTE,
  week: 5 * MINUTE,
  month: 30 * MINUTE,
  year: 30 * MINUTE,
};
const SVG = 'image/svg+xml; charset=utf-8';

/** Charts of metrics. They are read from the database, apart from the front page and its snapshot. */
export function metricPages(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = (c: AppContext, span: ChartSpan) => {
    const load: Load = async (s) => {
      if ((s.metrics ?? []).length === 0) return null;
      const { value, doubtful } = await c.var.deps.history.charts(s, span);
      return value && { locals: { charts: value }, doubtful };
    };
    const path = span === 'day' ? PAGE : `${PAGE}/${span}`;
    return servePage(c, renderPage, keyIn(c, path, span), load, serveRare(3));
  };
  app.get(PAGE, (c) => draw(c, 'day'));
  app.all(PAGE, readOnly);
  for (const span of chartSpans.filter((one) => one !== 'day')) {
    app.get(`${PAGE}/${span}`, (c) => draw(c, span));
    app.all(`${PAGE}/${span}`, readOnly);
  }
  reads(app, `${PAGE}/:file{[a-z0-9]{12}(?:-dark)?\\.svg}`, (c) => {
    const [, id = '', dark] = /^(\w+)(-dark)?\.svg$/.exec(c.req.param('file') ?? '') ?? [];
    return serveRare()(c, keyIn(c, c.req.path, 'day'), async (s) => {
      if (!s.metrics?.some((one) => one.id === id)) throw notFound('document');
      const { value, doubtful } = await c.var.deps.history.charts(s, 'day', id);
      if (!value) throw notFound('document');
      const theme = dark ? 'dark' : 'light';
      const drawn = body(smallChart(value, theme, s.page), SVG);
      if (doubtful) drawn.headers.set('cache-control', 'no-store');
      return drawn;
    });
  });
  return app;
}

const keyIn = (c: AppContext, path: string, span: ChartSpan): string =>
  keyOfQuery(path, { time: Math.floor(c.var.deps.clock() / kept[span]) });
