import { Hono } from 'hono';
import { findTemplate } from '../../../db/template.ts';
import type { App, AppContext, RenderPage } from '../../context.ts';
import { notFound } from '../../problem.ts';
import { archiveTemplate, createTemplate, saveTemplate } from '../../publish/template.ts';
import { submit } from '../form.ts';
import { readTemplate } from './template-form.ts';

export function templates(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext) => renderPage(c, { template: await templateOf(c) });

  app.get('/', (c) => renderPage(c));
  app.get('/new', (c) => renderPage(c));
  app.post('/new', (c) =>
    submit(c, renderPage, async (values) => {
      if (values.do === 'row') return { redraw: values };
      await createTemplate(c.var.deps, c.var.actor, c.var.page.id, readTemplate(values));
      return '/admin/settings/templates?done=added';
    }),
  );
  app.get('/:id', draw);
  app.post('/:id', async (c) => {
    const template = await templateOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        if (values.do === 'row') return { redraw: values };
        const input = readTemplate(values);
        await saveTemplate(c.var.deps, c.var.actor, c.var.page.id, template.id, input);
        return '/admin/settings/templates?done=saved';
      },
      { template },
    );
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
