import { Hono } from 'hono';
import { markSuspect } from '../../../actions/change/suspect.ts';
import type { App } from '../../../context/context.ts';
import { text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

/** Under `/admin/incidents/:id/changes`: the marks on changes. */
export function suspectRoutes(): Hono<App> {
  const app = new Hono<App>();
  app.post('/:change', requirePermission('incident.respond'), async (c) => {
    const { deps, actor, page } = c.var;
    const incidentId = c.req.param('id') ?? '';
    const isSuspect = text(await valuesOf(c), 'do') !== 'clear';
    await markSuspect(
      deps,
      actor,
      { pageId: page.id, incidentId },
      c.req.param('change'),
      isSuspect,
    );
    return c.redirect(`/admin/incidents/${incidentId}?tab=facts#changes`, 303);
  });
  return app;
}
