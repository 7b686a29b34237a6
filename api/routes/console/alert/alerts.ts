import { Hono } from 'hono';
import { firstAlertOfGroup } from '../../../../db/alert/alert.ts';
import { acknowledgeAlert } from '../../../actions/alert/acknowledge.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAlert, readAlertInbox } from '../../../reads/alert/inbox.ts';
import { checkRoutes } from '../check/checks.ts';
import { alertRuleRoutes } from './rules.ts';
import { alertSourceRoutes } from './sources.ts';

const reads = requirePermission('page.read');
const responds = requirePermission('incident.respond');

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
  /** Where the mail of a page leads. */
  app.get('/groups/:group', reads, async (c) => {
    const { deps, page } = c.var;
    const id = await firstAlertOfGroup(deps.db, page.id, c.req.param('group'));
    if (id === null) throw notFound('alert');
    return c.redirect(`/admin/alerts/${id}`, 302);
  });
  app.post('/:id/acknowledge', responds, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    await acknowledgeAlert(deps, actor, page.id, id);
    const from = text(await valuesOf(c), 'incident');
    return c.redirect(
      /^[a-z0-9]{12}$/.test(from)
        ? `/admin/incidents/${from}#alerts`
        : `/admin/alerts/${id}?done=acknowledged`,
      303,
    );
  });
  return app;
}
