import { Hono } from 'hono';
import { z } from 'zod';
import { findAlert, listAlerts } from '../../../../db/alert/alert.ts';
import { listAlertDeliveries } from '../../../../db/alert/delivery.ts';
import { listAlertDecisions } from '../../../../db/alert/due.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { cursorOf, readCursor } from '../../../domain/alert/cursor.ts';
import { alertStatuses } from '../../../domain/alert/inbound.ts';
import { listingOf } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { alertDecisionShape, alertDeliveryShape, alertShape } from './shape.ts';

const Status = z.enum(alertStatuses, `status is one of ${alertStatuses.join(', ')}.`);

/** Under `/pages/:page/alerts`: what came, newest first. The header `Link` leads on. */
export function alerts(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { limit } = listingOf(c);
    const found = await listAlerts(deps.db, page.id, filterOf(c), limit + 1);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    if (found.length > limit && last)
      c.header('link', `<${nextOf(c, cursorOf(last))}>; rel="next"`);
    return c.json(shown.map(alertShape));
  });
  app.get('/refused', async (c) => {
    const rows = await listAlertDeliveries(c.var.deps.db, c.var.page.id, listingOf(c).limit);
    return c.json(rows.map(alertDeliveryShape));
  });
  app.get('/:alert', async (c) => {
    const found = await findAlert(c.var.deps.db, c.var.page.id, c.req.param('alert'));
    if (!found) throw notFound('alert');
    const decisions = await listAlertDecisions(c.var.deps.db, found.id);
    return c.json({ ...alertShape(found), decisions: decisions.map(alertDecisionShape) });
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/refused', onlyTakes('GET', 'HEAD'));
  app.all('/:alert', onlyTakes('GET', 'HEAD'));
  return app;
}

function filterOf(c: AppContext) {
  const { status, source, cursor } = c.req.query();
  const statuses = status === undefined ? undefined : [statusOf(status)];
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (after === null)
    throw new Problem('malformed', 'cursor is not one that this list answered. Start without it.');
  return { statuses, after, sourceId: source };
}

function statusOf(given: string) {
  const status = Status.safeParse(given);
  if (!status.success)
    throw new Problem('malformed', status.error.issues[0]?.message ?? 'Correct the query.');
  return status.data;
}

function nextOf(c: AppContext, cursor: string): string {
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.delete('api_key');
  searchParams.set('cursor', cursor);
  return `${c.var.deps.config.baseUrl}${pathname}?${searchParams}`;
}
