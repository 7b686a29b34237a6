import { Hono } from 'hono';
import {
  makeGitHubHook,
  removeGitHubHook,
  saveGitHubEnvironments,
} from '../../../actions/change/github.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, text } from '../../../http/form.ts';
import { readChangeSettings } from '../../../reads/change/changes.ts';

/** Mounted at /admin/settings/changes: deployments from GitHub, and what scripts reported. */
export function changeSettings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const settings = await readChangeSettings(deps.db, page.id);
    const address = `${deps.config.baseUrl}/hooks/github`;
    return renderPage(c, '/admin/settings/changes', { ...settings, address, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        // The secret is shown in this answer and never again.
        if (values.do === 'make')
          return { redraw: { secret: await makeGitHubHook(deps, actor, page.id) } };
        if (values.do === 'remove') await removeGitHubHook(deps, actor, page.id);
        else {
          const environments = environmentsIn(text(values, 'environments'));
          await saveGitHubEnvironments(deps, actor, page.id, environments);
        }
        return '/admin/settings/changes?done=saved';
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

/** Separated by commas or lines; at most 20 of them. */
const environmentsIn = (typed: string): string[] =>
  [...new Set(typed.split(/[,\n]/).map((one) => one.trim().slice(0, 120)))]
    .filter(Boolean)
    .slice(0, 20);
