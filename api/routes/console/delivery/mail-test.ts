import { Hono } from 'hono';
import { findMember } from '../../../../db/team/account.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { parse, submit } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import {
  dismissMailTest,
  mailTestState,
  runMailTest,
  TestInput,
} from '../../../notify/test/run.ts';

export type MailTest = Awaited<ReturnType<typeof opened>>;

/** “Send me a test”. Mounted at /admin/mail/test. */
export function mailTests(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('mail.control'));
  app.get('/', async (c) => renderPage(c, { mailTest: await opened(c) }));
  app.post('/', async (c) => {
    const { deps, actor, page } = c.var;
    return submit(
      c,
      renderPage,
      async (values) => {
        await runMailTest(deps, actor, page, parse(TestInput, values));
        return '/admin/mail/test';
      },
      async () => ({ mailTest: await opened(c) }),
    );
  });
  app.post('/dismiss', async (c) => {
    await dismissMailTest(c.var.deps);
    return c.redirect('/admin', 303);
  });
  return app;
}

async function opened(c: AppContext) {
  const { deps, actor, page } = c.var;
  const [state, person] = await Promise.all([
    mailTestState(deps),
    findMember(deps.db, page.id, actor.id),
  ]);
  return {
    ...state,
    transport: deps.mailer.name,
    from: deps.config.mailFrom,
    own: person?.email ?? '',
  };
}
