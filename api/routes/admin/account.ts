import { Hono } from 'hono';
import { z } from 'zod';
import type { App, RenderPage } from '../../context.ts';
import { changeOwnPassword } from '../../publish/account.ts';
import { Password } from '../../publish/member.ts';
import { parse, submit } from '../form.ts';
import { callerOf, setCookies } from './gate.ts';

const Typed = z.object({ currentPassword: z.string(), newPassword: Password });

/** What a person may change about themselves, whatever their role. */
export function account(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => renderPage(c));
  app.post('/', (c) =>
    submit(c, renderPage, async (values) => {
      const typed = parse(Typed, values);
      const { deps, actor, page } = c.var;
      setCookies(c, await changeOwnPassword(deps, actor, page.id, callerOf(c), typed));
      return '/admin/account?done=password';
    }),
  );
  return app;
}
