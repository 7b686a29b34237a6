import { Hono } from 'hono';
import { findAccess } from '../../../../db/incident/reader.ts';
import { liftRestriction, nameReaders, restrict } from '../../../actions/incident/access.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { isNamed } from '../../../domain/incident/access.ts';
import { handleForm, text } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAccess } from '../../../reads/incident/access.ts';

/**
 * Who can read an incident that is not public. Owners name people for incidents that they cannot
 * read themselves, so this page shows a title only to people whom the incident names.
 */
export function incidentAccess(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('incident.restrict'));
  const draw = async (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/incidents/[id]/access', { ...(await accessOf(c)), form });
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const incidentId = c.req.param('id') ?? '';
        const target = { pageId: page.id, incidentId };
        const wants = text(values, 'do');
        if (wants === 'restrict') await restrict(deps, actor, target);
        else if (wants === 'lift') await liftRestriction(deps, actor, target);
        else if (wants === 'name')
          await nameReaders(deps, actor, target, [values.people ?? []].flat());
        else throw new Problem('malformed', 'The form was incomplete. Reload the page.');
        const access = await findAccess(deps.db, page.id, incidentId);
        const reads = access && isNamed(access, actor);
        return `/admin/incidents/${incidentId}${reads && wants !== 'name' ? '' : '/access'}?done=saved`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

async function accessOf(c: AppContext) {
  const { deps, actor, page } = c.var;
  const found = await readAccess(deps.db, actor, page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('incident');
  return found;
}
