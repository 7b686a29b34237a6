import { Hono } from 'hono';
import { requireIncident } from '../../../actions/room/commit.ts';
import type { App } from '../../../context/context.ts';
import { readResponse } from '../../../reads/incident/room.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom } from './request.ts';
import { incidentAlertsShape } from './shape.ts';

/** Under `…/incidents/:incident/alerts`: those that opened it, and how long the first public word took. */
export function roomAlerts(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { pageId, incidentId } = inRoom(c);
    const incident = await requireIncident(deps, pageId, incidentId);
    return c.json(incidentAlertsShape(await readResponse(deps.db, page, incident)));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}
