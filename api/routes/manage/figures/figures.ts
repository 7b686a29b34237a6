import { Hono } from 'hono';
import { z } from 'zod';
import type { App, AppContext } from '../../../context/context.ts';
import { FIGURES_PERIOD } from '../../../domain/figures/period.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { readFigures } from '../../../reads/figures.ts';
import { figuresCsv } from '../../../render/csv/figures.ts';
import { maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { figuresShape } from './shape.ts';

const Query = z.object({
  period: maybe(
    z.string().regex(FIGURES_PERIOD, 'period is 30d, 90d, 365d, all or a month such as 2026-10.'),
  ),
  severity: maybe(textField('severity')),
  component: maybe(textField('component')),
  visibility: maybe(oneOf('visibility', ['public', 'internal'])),
});

const read = (c: AppContext) => {
  const { deps, actor, page } = c.var;
  const reader = { page, personId: personIdOf(actor), now: deps.clock() };
  return readFigures(deps.db, reader, parsed(Query, c.req.query()));
};

/** Under `/pages/:page/figures`: how fast the team was. */
export function figures(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(figuresShape(await read(c))));
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

/** Under `/pages/:page/figures.csv`: one line per incident. */
export function figuresFile(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) =>
    c.body(figuresCsv((await read(c)).figures), 200, { 'content-type': 'text/csv; charset=utf-8' }),
  );
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}
