import { Hono } from 'hono';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { dismissMailTest, runMailTest, TestInput } from '../../../notify/test/run.ts';
import { readMailTest } from '../../../reads/mail-test.ts';

/** “Send a test email”. Mounted at /admin/mail/test. */
export function mailTests(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('mail.control'));
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, actor, page } = c.var;
    const test = await readMailTest(deps, page.id, actor.id);
    return renderPage(c, '/admin/mail/test', { ...test, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await runMailTest(deps, actor, page, parse(TestInput, values));
        return '/admin/mail/test';
      },
      draw: (form) => draw(c, form),
    }),
  );
  app.post('/dismiss', async (c) => {
    await dismissMailTest(c.var.deps);
    return c.redirect('/admin', 303);
  });
  return app;
}
