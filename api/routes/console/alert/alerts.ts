import { Hono } from 'hono';
import type { App, RenderPage } from '../../../context/context.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAlert, readAlertInbox } from '../../../reads/alert/inbox.ts';
import { checkRoutes } from '../check/checks.ts';
import { alertRuleRoutes } from './rules.ts';
import { alertSourceRoutes } from './sources.ts';

const reads = requirePermission('page.read');

/** Under `/admin/alerts`: what monitoring systems sent. */
export function alertRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', reads, async (c) => {
    const { deps, page } = c.var;
    const { show, cursor } = c.req.query();
    const inbox = await readAlertInbox(deps.db, page.id, { isOpenOnly: show === 'open', cursor });
    return renderPage(c, '/admin/alerts', inbox);
  });
  app.route('/sources', alertSourceRoutes(renderPage));
  app.route('/checks', checkRoutes(renderPage));
  app.route('/rules', alertRuleRoutes(renderPage));
  app.get('/:id', reads, async (c) => {
    const { deps, page } = c.var;
    return renderPage(
      c,
      '/admin/alerts/[id]',
      await readAlert(deps.db, page.id, c.req.param('id')),
    );
  });
  return app;
}
