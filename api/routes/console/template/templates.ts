import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { findTemplate, listTemplates, type Template } from '../../../../db/template/template.ts';
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
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import type { MessageTemplate } from '../../../domain/template/template.ts';
import { handleForm, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readTemplateList, readVersions } from '../../../reads/templates.ts';
import { isDrawnAgain, openedRevision, readTemplate, withFiles } from './template-form.ts';

/** Anything but a number is a version that does not exist. */
const Version = z.coerce.number().int().catch(0);

export function templates(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('template.edit'));

  app.get('/', async (c) => {
    const list = await readTemplateList(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/templates', list);
  });
  app.get('/export', async (c) =>
    download(c, await listTemplates(c.var.deps.db, c.var.page.id), 'templates.yaml'),
  );
  app.get('/import', (c) => renderPage(c, '/admin/settings/templates/import', {}));
  app.post('/import', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        const file = text(values, 'text');
        assertReadable(await planImport(deps, page.id, file));
        if (values.do !== 'import') return { redraw: values };
        const planId = values.seen === undefined ? undefined : text(values, 'seen');
        await importTemplates(deps, actor, page.id, file, planId);
        return '/admin/settings/templates?done=imported';
      },
      draw: async (form) => {
        const file = text(form.values, 'text');
        const importPlan = await planImport(c.var.deps, c.var.page.id, file);
        return renderPage(c, '/admin/settings/templates/import', { form, importPlan });
      },
      complete: (values) => withFiles(c, values),
    }),
  );
  const drawNew = async (c: AppContext, form?: RefusedForm) => {
    const components = await listComponents(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/templates/new', { components, form });
  };
  const drawOne = async (c: AppContext, template: Template, form?: RefusedForm) => {
    const components = await listComponents(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/settings/templates/[id]', { template, components, form });
  };
  app.get('/new', (c) => drawNew(c));
  app.post('/new', (c) =>
    handleForm(c, {
      run: async (values) => {
        if (isDrawnAgain(values)) return { redraw: values };
        await createTemplate(c.var.deps, c.var.actor, c.var.page.id, readTemplate(values));
        return '/admin/settings/templates?done=added';
      },
      draw: (form) => drawNew(c, form),
    }),
  );
  app.post('/sample', async (c) => {
    const form = { status: 200, message: '', fields: {}, values: await valuesOf(c) };
    return renderPage(c, '/admin/settings/templates/sample', { form });
  });
  app.get('/:id', async (c) => drawOne(c, await templateOf(c)));
  app.post('/:id', async (c) => {
    const template = await templateOf(c);
    return handleForm(c, {
      run: async (values) => {
        if (isDrawnAgain(values)) return { redraw: values };
        const input = readTemplate(values);
        await saveTemplate(c.var.deps, c.var.actor, c.var.page.id, template.id, input);
        return '/admin/settings/templates?done=saved';
      },
      draw: (form) => drawOne(c, template, form),
    });
  });
  app.get('/:id/export', async (c) => {
    const template = await templateOf(c);
    return download(c, [template], fileNameOf(template));
  });
  app.get('/:id/versions', async (c) => {
    const shown = await readVersions(c.var.deps.db, c.var.page, await templateOf(c));
    return renderPage(c, '/admin/settings/templates/[id]/versions', shown);
  });
  app.post('/:id/versions/:version', async (c) => {
    const { deps, actor, page } = c.var;
    const { id } = await templateOf(c);
    const version = Version.parse(c.req.param('version'));
    await restoreTemplate(deps, actor, page.id, id, version, openedRevision(await valuesOf(c)));
    return c.redirect(`/admin/settings/templates/${id}/versions?done=restored`, 303);
  });
  app.get('/:id/archive', async (c) =>
    renderPage(c, '/admin/settings/templates/[id]/archive', { template: await templateOf(c) }),
  );
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
