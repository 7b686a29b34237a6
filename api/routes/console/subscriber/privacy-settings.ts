import { Hono } from 'hono';
import { PrivacySettings, savePrivacySettings } from '../../../actions/page/privacy-settings.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { handleForm, Opened, parse } from '../../../http/form.ts';

const PrivacyForm = PrivacySettings.extend({ expectedRevision: Opened });

/** How long addresses are kept, and the link for people who sign up. Mounted at /admin/settings/privacy. */
export function privacyRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', (c) => renderPage(c, '/admin/settings/privacy', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await savePrivacySettings(deps, actor, page.id, parse(PrivacyForm, values));
        return '/admin/settings/privacy?done=saved';
      },
      draw: (form) => renderPage(c, '/admin/settings/privacy', { form }),
    }),
  );
  return app;
}
