import { Hono } from 'hono';
import { listComponents } from '../../../../db/component/component.ts';
import {
  addComponents,
  assertAdds,
  PastedComponents,
} from '../../../actions/component/add-list.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { planList } from '../../../domain/component/list-plan.ts';
import { handleForm, parse, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { assertWarned, findingsInTexts } from '../incident/submission/check.ts';

/** Several components and groups at once. What a list adds is shown before it is added. */
export function pasteRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('component.edit'));
  const planOf = async (c: AppContext, values: Values) =>
    planList(text(values, 'list'), await listComponents(c.var.deps.db, c.var.page.id));

  app.get('/', (c) => renderPage(c, '/admin/components/paste', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const pasted = parse(PastedComponents, values);
        assertAdds(await planOf(c, values));
        if (text(values, 'do') !== 'add' || !isPreviewed(values)) return { redraw: values };
        assertWarned(values, await findingsInTexts(c, values, ['list']));
        await addComponents(c.var.deps, c.var.actor, c.var.page.id, pasted);
        return '/admin/components?done=list-added';
      },
      draw: async (form) => {
        const findings = await findingsInTexts(c, form.values, ['list']);
        const plan = await planOf(c, form.values);
        return renderPage(c, '/admin/components/paste', { form, findings, plan });
      },
    }),
  );
  return app;
}

/** A list that was changed after its preview is previewed again. */
const isPreviewed = (values: Values): boolean =>
  withLf(text(values, 'list')) === withLf(text(values, 'previewed'));

const withLf = (list: string) => list.replaceAll(/\r\n?/g, '\n');
