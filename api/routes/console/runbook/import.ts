import { Hono } from 'hono';
import { readRunbooks } from '../../../../templates/runbook/read.ts';
import { writeRunbooks } from '../../../../templates/runbook/write.ts';
import { assertImportable, importRunbooks, planRunbooks } from '../../../actions/runbook/import.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { refused } from '../../../core/problem.ts';
import { storable } from '../../../domain/text/characters.ts';
import { handleForm, text, type Values } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

/** Under `/admin/runbooks/import`: first what would change, then the button. */
export function importRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('runbook.edit'));
  app.get('/', (c) => renderPage(c, '/admin/runbooks/import', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const wrong = text(values, 'wrongFiles');
        if (wrong) throw refused({ text: wrong });
        const source = text(values, 'text');
        assertImportable(await planRunbooks(deps, page.id, source));
        if (values.do !== 'import') return { redraw: values };
        await importRunbooks(deps, actor, page.id, source);
        return '/admin/runbooks?done=runbooks-imported';
      },
      draw: async (form) => {
        const plan = await planRunbooks(c.var.deps, c.var.page.id, text(form.values, 'text'));
        return renderPage(c, '/admin/runbooks/import', { form, plan });
      },
      complete: (values) => withRunbookFiles(c, values),
    }),
  );
  return app;
}

/** The text of the form, or the chosen files as one text: each is titled by its name if by nothing else. */
async function withRunbookFiles(c: AppContext, values: Values): Promise<Values> {
  const { file } = await c.req.parseBody({ all: true });
  const files = [file ?? []].flat().filter((one) => one instanceof File && one.size > 0) as File[]; // filtered above
  if (files.length === 0) return { ...values, wrongFiles: '' };
  const read = await Promise.all(
    files.map(async (one) =>
      readRunbooks(storable(await one.text()), one.name.replace(/\.\w+$/, '')),
    ),
  );
  const errors = read.flatMap((one) => one.errors);
  return {
    ...values,
    text: writeRunbooks(read.flatMap((one) => one.runbooks)),
    wrongFiles: errors.map(({ runbook, sentence }) => `${runbook}: ${sentence}`).join('\n'),
  };
}
