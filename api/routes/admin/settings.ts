import { Hono } from 'hono';
import type { App, RenderPage } from '../../context.ts';
import { PageSettings, savePage } from '../../publish/page.ts';
import { Opened, parse, submit } from '../form.ts';
import { need } from './gate.ts';
import { members } from './members.ts';
import { templates } from './templates.ts';

const SettingsForm = PageSettings.extend({ expectedRevision: Opened });

export function settings(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(need('owner'));
  app.get('/', (c) => renderPage(c));
  app.post('/', (c) =>
    submit(c, renderPage, async (values) => {
      const input = parse(SettingsForm, values);
      await savePage(c.var.deps, c.var.actor, c.var.page.id, input);
      return '/admin/settings?done=saved';
    }),
  );
  app.route('/templates', templates(renderPage));
  app.route('/members', members(renderPage));
  return app;
}
