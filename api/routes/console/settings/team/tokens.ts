import { Hono } from 'hono';
import { listTokens } from '../../../../../db/team/account.ts';
import {
  endToken,
  issueToken,
  NewToken,
  requireToken,
  rotateToken,
  TokenRotation,
} from '../../../../actions/team/token.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../../context/context.ts';
import { handleForm, parse } from '../../../../http/form.ts';
import { requirePermission } from '../../../../http/permission.ts';

/** API tokens: listed, made, rotated and revoked. */
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
  app.get('/:id/rotate', async (c) => {
    const token = await requireToken(c.var.deps, c.var.page.id, c.req.param('id'));
    return renderPage(c, '/admin/settings/tokens/[id]/rotate', { token });
  });
  app.post('/:id/rotate', async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const old = await requireToken(deps, page.id, id);
    return handleForm(c, {
      run: async (values) => {
        const token = await rotateToken(deps, actor, page.id, id, parse(TokenRotation, values));
        return { redraw: { token } }; // shown in this answer and never again
      },
      draw: (form) =>
        form.status === 200
          ? draw(c, form)
          : renderPage(c, '/admin/settings/tokens/[id]/rotate', { token: old, form }),
    });
  });
  app.post('/:id/revoke', async (c) => {
    await endToken(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/settings/tokens?done=token-revoked', 303);
  });
  return app;
}
