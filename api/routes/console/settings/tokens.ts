import { Hono } from 'hono';
import { listTokens } from '../../../../db/team/account.ts';
import { endToken, issueToken, NewToken, requireToken } from '../../../actions/team/token.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

/** API tokens: listed, made and revoked. */
export function tokens(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('token.manage'));
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const tokens = await listTokens(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/tokens', { tokens, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = parse(NewToken, values);
        const token = await issueToken(c.var.deps, c.var.actor, c.var.page.id, input);
        return { redraw: { token } }; // shown in this answer and never again
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.get('/:id/revoke', async (c) => {
    const token = await requireToken(c.var.deps, c.var.page.id, c.req.param('id'));
    return renderPage(c, '/admin/settings/tokens/[id]/revoke', { token });
  });
  app.post('/:id/revoke', async (c) => {
    await endToken(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/settings/tokens?done=token-revoked', 303);
  });
  return app;
}
