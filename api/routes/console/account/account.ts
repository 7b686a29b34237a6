import { Hono } from 'hono';
import { z } from 'zod';
import { isSubscribedToSummary } from '../../../../db/figures/monthly-summary.ts';
import { chooseMonthlySummary } from '../../../actions/figures/monthly-summary.ts';
import { changeOwnPassword } from '../../../actions/team/account.ts';
import { Password } from '../../../actions/team/member.ts';
import { endSessions } from '../../../actions/team/session.ts';
import { sessionToken } from '../../../auth/session.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleForm, parse, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readAccount } from '../../../reads/account.ts';
import { chatLinkRoutes } from '../chat/link.ts';
import { twoFactorRoutes } from './two-factor.ts';

const Typed = z.object({ currentPassword: z.string(), newPassword: Password });

/** What people may change about themselves, with any role. */
export function accountRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('account.edit'));
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, actor, page } = c.var;
    const token = await sessionToken(deps, c.req.raw.headers);
    const [account, isWanted] = await Promise.all([
      readAccount(deps, actor.id, token),
      isSubscribedToSummary(deps.db, { pageId: page.id, userId: actor.id }),
    ]);
    return renderPage(c, '/admin/account', { ...account, isSubscribedToSummary: isWanted, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const typed = parse(Typed, values);
        const { deps, actor, page } = c.var;
        setCookies(c, await changeOwnPassword(deps, actor, page.id, callerOf(c), typed));
        return '/admin/account?done=password';
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/monthly-summary', async (c) => {
    const { deps, actor, page } = c.var;
    const isWanted = text(await valuesOf(c), 'do') === 'subscribe';
    await chooseMonthlySummary(deps, actor, page, isWanted);
    return c.redirect(`/admin/account?done=summary-${isWanted ? 'on' : 'off'}`, 303);
  });
  app.route('/slack', chatLinkRoutes(renderPage));
  app.route('/two-factor', twoFactorRoutes(renderPage));
  app.post('/sessions/end-others', async (c) => {
    const { deps, actor, page } = c.var;
    const others = (await sessionToken(deps, c.req.raw.headers)) ?? '';
    await endSessions(deps, actor, page.id, { others });
    return c.redirect('/admin/account?done=sessions-ended', 303);
  });
  app.post('/sessions/:id/end', async (c) => {
    const { deps, actor, page } = c.var;
    await endSessions(deps, actor, page.id, { id: c.req.param('id') });
    return c.redirect('/admin/account?done=session-ended', 303);
  });
  return app;
}
