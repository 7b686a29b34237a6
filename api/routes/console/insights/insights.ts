import { Hono } from 'hono';
import { z } from 'zod';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { FIGURES_PERIOD } from '../../../domain/figures/period.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { readFigures } from '../../../reads/figures.ts';
import { figuresCsv } from '../../../render/csv/figures.ts';

/** What is not a filter leaves nothing out. */
const Query = z.object({
  period: z.string().regex(FIGURES_PERIOD).optional().catch(undefined),
  severity: z.string().min(1).max(20).optional().catch(undefined),
  component: z.string().min(1).max(40).optional().catch(undefined),
  visibility: z.enum(['public', 'internal']).optional().catch(undefined),
});

/** Which part of the list of incidents is shown. */
const Part = z.coerce.number().int().min(1).max(10_000).catch(1);

/** Under `/admin/insights`: how fast the team is. */
export function insights(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const read = (c: AppContext) => {
    const { deps, actor, page } = c.var;
    const reader = { page, personId: personIdOf(actor), now: deps.clock() };
    return readFigures(deps.db, reader, Query.parse(c.req.query()));
  };
  app.get('/', async (c) =>
    renderPage(c, '/admin/insights', { ...(await read(c)), part: Part.parse(c.req.query('part')) }),
  );
  app.get('/export', async (c) =>
    c.body(figuresCsv((await read(c)).figures), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="incident-figures.csv"',
    }),
  );
  return app;
}
