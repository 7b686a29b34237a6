import { Hono } from 'hono';
import { endToken, issueToken, NewToken, tokenCalled } from '../../../actions/team/token.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { parse, submit } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

/** API tokens: listed, made and revoked. */
export function tokens(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('token.manage'));
  app.get('/', (c) => renderPage(c));
  app.post('/', (c) =>
    submit(c, renderPage, async (values) => {
      const input = parse(NewToken, values);
      const token = await issueToken(c.var.deps, c.var.actor, c.var.page.id, input);
      return { redraw: { token } }; // shown in this response only
    }),
  );
  app.get('/:id/revoke', async (c) => renderPage(c, { token: await called(c) }));
  app.post('/:id/revoke', async (c) => {
    await endToken(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/settings/tokens?done=token-revoked', 303);
  });
  return app;
}

const called = (c: AppContext) => tokenCalled(c.var.deps, c.var.page.id, c.req.param('id') ?? '');
