import { Hono } from 'hono';
import type { App } from '../../context/context.ts';
import { onlyTakes } from './failure.ts';
import { listingOf, slice } from './listing.ts';
import { pageShape } from './shape.ts';

export function pages(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) =>
    c.json(slice([pageShape(c.var.page, c.var.deps.config.baseUrl)], listingOf(c))),
  );
  app.get('/:page', (c) => c.json(pageShape(c.var.page, c.var.deps.config.baseUrl)));
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/:page', onlyTakes('GET', 'HEAD'));
  return app;
}
