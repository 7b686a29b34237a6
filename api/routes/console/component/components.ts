import { Hono } from 'hono';
import { z } from 'zod';
import { findComponent } from '../../../../db/component/component.ts';
import {
  archiveComponent,
  createComponent,
  moveComponent,
  patchComponent,
  restoreComponent,
} from '../../../actions/component/component.ts';
import { correctPast } from '../../../actions/component/correct-history.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { parse, submit, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { assertWarned, findingsInTexts } from '../incident/check.ts';
import { readComponentPatch, readCorrection, readNewComponent } from './component-form.ts';

export function components(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext) => renderPage(c, { component: await componentOf(c) });

  app.get('/', (c) => renderPage(c));
  app.get('/new', requirePermission('component.edit'), (c) => renderPage(c));
  app.post('/new', requirePermission('component.edit'), (c) =>
    submit(
      c,
      renderPage,
      async (values) => {
        const input = readNewComponent(values);
        assertWarned(values, await findingsInTexts(c, values, TEXTS));
        await createComponent(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/components?done=added';
      },
      async (values) => ({ findings: await findingsInTexts(c, values, TEXTS) }),
    ),
  );
  app.get('/:id', requirePermission('component.edit'), draw);
  app.post('/:id', requirePermission('component.edit'), async (c) => {
    const component = await componentOf(c);
    const stored = [component.name, component.description];
    return submit(
      c,
      renderPage,
      async (values) => {
        const patch = readComponentPatch(values, component.group);
        assertWarned(values, await findingsInTexts(c, values, TEXTS, stored));
        await patchComponent(c.var.deps, c.var.actor, c.var.page.id, component.id, patch);
        return '/admin/components?done=saved';
      },
      async (values) => ({
        component,
        findings: await findingsInTexts(c, values, TEXTS, stored),
      }),
    );
  });
  app.post('/:id/move', requirePermission('component.edit'), async (c) => {
    const { direction } = parse(Direction, await valuesOf(c));
    const id = c.req.param('id');
    await moveComponent(c.var.deps, c.var.actor, c.var.page.id, id, direction);
    return c.redirect(`/admin/components#c-${id}`, 303);
  });
  app.get('/:id/past', requirePermission('history.correct'), draw);
  app.post('/:id/past', requirePermission('history.correct'), async (c) => {
    const component = await componentOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        const correction = readCorrection(values, c.var.page.timeZone);
        assertWarned(values, await findingsInTexts(c, values, ['note']));
        await correctPast(c.var.deps, c.var.actor, c.var.page.id, component.id, correction);
        return `/admin/components/${component.id}/past?done=past-corrected`;
      },
      async (values) => ({ component, findings: await findingsInTexts(c, values, ['note']) }),
    );
  });
  app.get('/:id/archive', requirePermission('component.edit'), draw);
  app.post('/:id/archive', requirePermission('component.edit'), async (c) => {
    const { id } = await componentOf(c);
    await archiveComponent(c.var.deps, c.var.actor, c.var.page.id, id);
    return c.redirect('/admin/components?done=archived', 303);
  });
  app.post('/:id/restore', requirePermission('component.edit'), async (c) => {
    const id = c.req.param('id');
    await restoreComponent(c.var.deps, c.var.actor, c.var.page.id, id);
    return c.redirect(`/admin/components?done=component-restored#c-${id}`, 303);
  });
  return app;
}

const TEXTS = ['name', 'description'] as const;

const Direction = z.object({ direction: z.enum(['up', 'down']) });

async function componentOf(c: AppContext) {
  const found = await findComponent(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('component');
  return found;
}
