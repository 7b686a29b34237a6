import { Hono } from 'hono';
import { listViewers } from '../../../../db/internal/viewer.ts';
import {
  DomainsInput,
  inviteInternalViewer,
  removeInternalViewer,
  saveInternalDomains,
  ViewerInput,
} from '../../../actions/internal/viewer.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, parse, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readRestricted } from '../../../reads/incident/access.ts';

const HERE = '/admin/settings/internal';

/** Who reads the internal page beside the team, and the incidents that few may read. */
export function internalPageSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('member.manage'));
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const [viewers, restricted] = await Promise.all([
      listViewers(deps.db, page.id),
      readRestricted(deps.db, page.id),
    ]);
    return renderPage(c, HERE, { viewers, restricted, form });
  };
  const form = (path: string, run: (c: AppContext, values: Values) => Promise<string>) =>
    app.post(path, (c) =>
      handleForm(c, { run: (values) => run(c, values), draw: (form) => draw(c, form) }),
    );
  app.get('/', (c) => draw(c));
  form('/domains', async ({ var: { deps, actor, page } }, values) => {
    await saveInternalDomains(deps, actor, page, parse(DomainsInput, values));
    return `${HERE}?done=saved`;
  });
  form('/viewers', async ({ var: { deps, actor, page } }, values) => {
    await inviteInternalViewer(deps, actor, page, parse(ViewerInput, values));
    return `${HERE}?done=invited`;
  });
  form('/viewers/:id/remove', async (c) => {
    const { deps, actor, page } = c.var;
    await removeInternalViewer(deps, actor, page.id, c.req.param('id') ?? '');
    return `${HERE}?done=removed`;
  });
  return app;
}
