import { Hono } from 'hono';
import { z } from 'zod';
import { listAlerts } from '../../../../db/alert/alert.ts';
import { listAlertDeliveries } from '../../../../db/alert/delivery.ts';
import { acknowledgeAlert } from '../../../actions/alert/acknowledge.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { cursorOf, readCursor } from '../../../domain/alert/cursor.ts';
import { alertStatuses } from '../../../domain/alert/inbound.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAlert } from '../../../reads/alert/inbox.ts';
import { listingOf } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { alertDecisionShape, alertDeliveryShape, alertPagingShape, alertShape } from './shape.ts';

const responds = requirePermission('incident.respond');

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
    return c.json(await shownAlert(c, c.req.param('alert')));
  });
  app.post('/:alert/acknowledge', responds, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('alert');
    await acknowledgeAlert(deps, actor, page.id, id);
    return c.json(await shownAlert(c, id));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/refused', onlyTakes('GET', 'HEAD'));
  app.all('/:alert/acknowledge', onlyTakes('POST'));
  app.all('/:alert', onlyTakes('GET', 'HEAD'));
  return app;
}

async function shownAlert(c: AppContext, id: string) {
  const { deps, page } = c.var;
  const { alert, decisions, paging } = await readAlert(deps.db, page.id, id);
  return {
    ...alertShape(alert),
    paging: paging && alertPagingShape(paging),
    decisions: decisions.map(alertDecisionShape),
  };
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
