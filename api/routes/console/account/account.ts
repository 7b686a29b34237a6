import { Hono } from 'hono';
import { z } from 'zod';
import { changeOwnPassword } from '../../../actions/team/account.ts';
import { Password } from '../../../actions/team/member.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

const Typed = z.object({ currentPassword: z.string(), newPassword: Password });

/** What people may change about themselves, with any role. */
export function accountRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('account.edit'));
  app.get('/', (c) => renderPage(c, '/admin/account', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const typed = parse(Typed, values);
        const { deps, actor, page } = c.var;
        setCookies(c, await changeOwnPassword(deps, actor, page.id, callerOf(c), typed));
        return '/admin/account?done=password';
      },
      draw: (form) => renderPage(c, '/admin/account', { form }),
    }),
  );
  return app;
}
