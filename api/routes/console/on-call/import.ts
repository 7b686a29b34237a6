import { Hono } from 'hono';
import { exportOnCallFile } from '../../../actions/on-call/export.ts';
import { importOnCallFile } from '../../../actions/on-call/import.ts';
import { assertOnCallFile, planOnCallFile } from '../../../actions/on-call/plan-import.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { handleForm, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

/** Under `/admin/on-call`: escalation policies and alerts as YAML, first what would change. */
export function onCallFiles(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/export', requirePermission('page.read'), async (c) =>
    c.body(await exportOnCallFile(c.var.deps, c.var.page.id), 200, {
      'content-type': 'application/yaml; charset=utf-8',
      'content-disposition': 'attachment; filename="on-call.yaml"',
    }),
  );
  app.get('/import', requirePermission('schedule.edit'), (c) =>
    renderPage(c, '/admin/on-call/import', {}),
  );
  app.post('/import', requirePermission('schedule.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const source = text(values, 'text');
        assertOnCallFile(await planOnCallFile(deps, page.id, source, chosenIn(values)));
        if (values.do !== 'import') return { redraw: values };
        await importOnCallFile(deps, actor, page.id, source, chosenIn(values));
        return '/admin/on-call?done=alerts-imported#alerts';
      },
      draw: async (form) => {
        const { deps, page } = c.var;
        const source = text(form.values, 'text');
        const plan = await planOnCallFile(deps, page.id, source, chosenIn(form.values));
        return renderPage(c, '/admin/on-call/import', { form, plan });
      },
    }),
  );
  return app;
}

/** `target.user:P123ABC` names the person or schedule that it means. */
const chosenIn = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.keys(values)
      .filter((name) => name.startsWith('target.'))
      .map((name) => [name.slice('target.'.length), text(values, name)]),
  );
