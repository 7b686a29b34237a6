import { Hono } from 'hono';
import { EmailSettings, saveEmailSettings } from '../../../actions/page/email-settings.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, Opened, parse } from '../../../http/form.ts';
import { readMailTest } from '../../../reads/mail-test.ts';

const EmailForm = EmailSettings.extend({ expectedRevision: Opened });

/** How email is sent, from whom, and after which delay. Mounted at /admin/settings/email. */
export function emailRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, actor, page } = c.var;
    const { last, transport, from } = await readMailTest(deps, page.id, actor.id);
    const { mailReplyTo: replyTo } = deps.config;
    return renderPage(c, '/admin/settings/email', { last, transport, from, replyTo, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = parse(EmailForm, values);
        await saveEmailSettings(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/settings/email?done=saved';
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}
