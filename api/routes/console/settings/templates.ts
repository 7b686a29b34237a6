import { Hono } from 'hono';
import { z } from 'zod';
import { findTemplate, listTemplates } from '../../../../db/template/template.ts';
import { fileNameOf, writeTemplates } from '../../../../templates/file/write.ts';
import {
  assertReadable,
  importTemplates,
  pageNaming,
  planImport,
} from '../../../actions/template/import.ts';
import {
  archiveTemplate,
  createTemplate,
  restoreTemplate,
  saveTemplate,
} from '../../../actions/template/template.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import type { MessageTemplate } from '../../../domain/template/template.ts';
import { submit, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { isDrawnAgain, openedOn, readTemplate, withFiles } from './template-form.ts';

/** Anything but a number is a version that does not exist. */
const Version = z.coerce.number().int().catch(0);

export function templates(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('template.edit'));
  const draw = async (c: AppContext) => renderPage(c, { template: await templateOf(c) });

  app.get('/', (c) => renderPage(c));
  app.get('/export', async (c) =>
    download(c, await listTemplates(c.var.deps.db, c.var.page.id), 'templates.yaml'),
  );
  app.get('/import', (c) => renderPage(c));
  app.post('/import', (c) =>
    submit(
      c,
      renderPage,
      async (values) => {
        const { deps, actor, page } = c.var;
        const file = text(values, 'text');
        assertReadable(await planImport(deps, page.id, file));
        if (values.do !== 'import') return { redraw: values };
        const seen = values.seen === undefined ? undefined : text(values, 'seen');
        await importTemplates(deps, actor, page.id, file, seen);
        return '/admin/settings/templates?done=imported';
      },
      async (values) => ({
        importPlan: await planImport(c.var.deps, c.var.page.id, text(values, 'text')),
      }),
      (values) => withFiles(c, values),
    ),
  );
  app.get('/new', (c) => renderPage(c));
  app.post('/new', (c) =>
    submit(c, renderPage, async (values) => {
      if (isDrawnAgain(values)) return { redraw: values };
      await createTemplate(c.var.deps, c.var.actor, c.var.page.id, readTemplate(values));
      return '/admin/settings/templates?done=added';
    }),
  );
  app.post('/sample', async (c) => {
    const form = { status: 200, message: '', fields: {}, values: await valuesOf(c) };
    return renderPage(c, { form }, '/admin/settings/templates/sample');
  });
  app.get('/:id', draw);
  app.post('/:id', async (c) => {
    const template = await templateOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        if (isDrawnAgain(values)) return { redraw: values };
        const input = readTemplate(values);
        await saveTemplate(c.var.deps, c.var.actor, c.var.page.id, template.id, input);
        return '/admin/settings/templates?done=saved';
      },
      { template },
    );
  });
  app.get('/:id/export', async (c) => {
    const template = await templateOf(c);
    return download(c, [template], fileNameOf(template));
  });
  app.get('/:id/versions', draw);
  app.post('/:id/versions/:version', async (c) => {
    const { deps, actor, page } = c.var;
    const { id } = await templateOf(c);
    const version = Version.parse(c.req.param('version'));
    await restoreTemplate(deps, actor, page.id, id, version, openedOn(await valuesOf(c)));
    return c.redirect(`/admin/settings/templates/${id}/versions?done=restored`, 303);
  });
  app.get('/:id/archive', draw);
  app.post('/:id/archive', async (c) => {
    const { id } = await templateOf(c);
    await archiveTemplate(c.var.deps, c.var.actor, c.var.page.id, id);
    return c.redirect('/admin/settings/templates?done=archived', 303);
  });
  return app;
}

async function templateOf(c: AppContext) {
  const found = await findTemplate(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('template');
  return found;
}

async function download(c: AppContext, some: MessageTemplate[], name: string): Promise<Response> {
  const naming = await pageNaming(c.var.deps, c.var.page.id);
  return c.body(writeTemplates(some, naming), 200, {
    'content-type': 'application/yaml; charset=utf-8',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
