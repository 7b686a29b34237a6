import { Hono } from 'hono';
import {
  beginImport,
  cancelImport,
  checkImport,
  ImportOptions,
  importCalled,
} from '../../../actions/subscriber/import/import.ts';
import { runImport } from '../../../actions/subscriber/import/run.ts';
import { behind } from '../../../context/behind.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { errorFacts } from '../../../core/log.ts';
import { refused } from '../../../core/problem.ts';
import { fileIn, handleForm, parse } from '../../../http/form.ts';
import { assertCan, requirePermission } from '../../../http/permission.ts';

const HERE = '/admin/subscribers/import';

/** Importing a list: first what it would do, then the button, then its progress. */
export function subscriberImports(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('subscriber.edit'));
  app.get('/', (c) => renderPage(c, '/admin/subscribers/import', {}));
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const options = parse(ImportOptions, values);
        if (options.confirmation === 'confirmed') assertCan(actor, 'subscriber.vouch', page);
        const file = await fileIn(c, 'file');
        if (!file) throw refused({ file: 'Choose a file.' });
        const id = await checkImport(deps, actor, page, { bytes: file.bytes, options });
        return `${HERE}/${id}`;
      },
      draw: (form) => renderPage(c, '/admin/subscribers/import', { form }),
    }),
  );
  app.get('/:id', async (c) => {
    const found = await importCalled(c.var.deps, c.var.page.id, c.req.param('id'));
    if (found.state === 'running') c.header('refresh', '3');
    return renderPage(c, '/admin/subscribers/import/[id]', { list: found });
  });
  app.post('/:id', async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const found = await importCalled(deps, page.id, id);
    if (found.isConfirmed) assertCan(actor, 'subscriber.vouch', page);
    await beginImport(deps, actor, page.id, id);
    const run = runImport(deps, found).catch((error) =>
      deps.log('error', 'import of subscribers failed', errorFacts(error)),
    );
    behind(c, run);
    return c.redirect(`${HERE}/${id}`, 303);
  });
  app.post('/:id/cancel', async (c) => {
    await cancelImport(c.var.deps, c.var.page.id, c.req.param('id'));
    return c.redirect(HERE, 303);
  });
  return app;
}
