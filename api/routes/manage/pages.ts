import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { addressOf } from '../../domain/page/address.ts';
import { listingOf, slice } from './request/listing.ts';
import { onlyTakes } from './request/methods.ts';
import { pageShape } from './shape.ts';

export function pages(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => c.json(slice([shapeOf(c)], listingOf(c))));
  app.get('/:page', (c) => c.json(shapeOf(c)));
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/:page', onlyTakes('GET', 'HEAD'));
  return app;
}

const shapeOf = ({ var: { page, deps } }: AppContext) =>
  pageShape(page, addressOf(page, deps.config.baseUrl));
