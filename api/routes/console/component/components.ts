import { Hono } from 'hono';
import { z } from 'zod';
import { type Component, findComponent } from '../../../../db/component/component.ts';
import { componentUses } from '../../../../db/component/uses.ts';
import { archiveComponent, restoreComponent } from '../../../actions/component/archive.ts';
import { createComponent, patchComponent } from '../../../actions/component/component.ts';
import { correctHistory } from '../../../actions/component/correct-history.ts';
import { reorderComponents } from '../../../actions/component/order.ts';
import type { App, AppContext, CheckedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { textFields, textsOf } from '../../../domain/component/details.ts';
import { handleForm, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readComponents, readGroups, readRecorded } from '../../../reads/components.ts';
import { assertWarned, findingsInTexts } from '../incident/submission/check.ts';
import { upstreamRoutes } from '../upstream/upstream.ts';
import { readComponentPatch, readCorrection, readNewComponent } from './component-form.ts';
import { readMove, readPlace } from './order-form.ts';
import { pasteRoutes } from './paste.ts';

export function componentRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const groupsOf = (c: AppContext) => readGroups(c.var.deps.db, c.var.page.id);

  app.get('/', async (c) => {
    const list = await readComponents(c.var.deps.db, c.var.page.id);
    return renderPage(c, '/admin/components', list);
  });
  app.post('/', requirePermission('component.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const order = readMove(values);
        await reorderComponents(c.var.deps, c.var.actor, c.var.page.id, order);
        return `/admin/components?done=moved#c-${order.ids[0]}`;
      },
      draw: async (form) => {
        const list = await readComponents(c.var.deps.db, c.var.page.id);
        return renderPage(c, '/admin/components', { ...list, form });
      },
    }),
  );
  app.post('/place', requirePermission('component.edit'), async (c) => {
    const order = readPlace(await valuesOf(c));
    await reorderComponents(c.var.deps, c.var.actor, c.var.page.id, order);
    return c.body(null, 204);
  });
  app.get('/new', requirePermission('component.edit'), async (c) =>
    renderPage(c, '/admin/components/new', { groups: await groupsOf(c) }),
  );
  app.post('/new', requirePermission('component.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = readNewComponent(values);
        assertWarned(values, await findingsInTexts(c, values, textFields));
        await createComponent(c.var.deps, c.var.actor, c.var.page.id, input);
        return '/admin/components?done=added';
      },
      draw: async (form) => {
        const findings = await findingsInTexts(c, form.values, textFields);
        return renderPage(c, '/admin/components/new', {
          groups: await groupsOf(c),
          form,
          findings,
        });
      },
    }),
  );
  app.route('/paste', pasteRoutes(renderPage));
  app.route('/:id/vendor', upstreamRoutes(renderPage));
  app.get('/:id', requirePermission('component.edit'), async (c) => {
    const [component, groups] = await Promise.all([componentOf(c), groupsOf(c)]);
    return renderPage(c, '/admin/components/[id]', { component, groups });
  });
  app.post('/:id', requirePermission('component.edit'), async (c) => {
    const component = await componentOf(c);
    const stored = Object.values(textsOf(component));
    return handleForm(c, {
      run: async (values) => {
        const patch = readComponentPatch(values, component.group);
        assertWarned(values, await findingsInTexts(c, values, textFields, stored));
        await patchComponent(c.var.deps, c.var.actor, c.var.page.id, component.id, patch);
        return '/admin/components?done=saved';
      },
      draw: async (form) => {
        const findings = await findingsInTexts(c, form.values, textFields, stored);
        const groups = await groupsOf(c);
        return renderPage(c, '/admin/components/[id]', { component, groups, form, findings });
      },
    });
  });
  const drawHistory = async (c: AppContext, component: Component, posted: CheckedForm = {}) => {
    const which = Recorded.parse(c.req.query());
    const before = which.before || c.var.deps.clock() + 1;
    const recorded = await readRecorded(c.var.deps.db, component.id, { ...which, before });
    return renderPage(c, '/admin/components/[id]/history', { component, ...recorded, ...posted });
  };
  app.get('/:id/history', requirePermission('history.correct'), async (c) =>
    drawHistory(c, await componentOf(c)),
  );
  app.post('/:id/history', requirePermission('history.correct'), async (c) => {
    const component = await componentOf(c);
    return handleForm(c, {
      run: async (values) => {
        const correction = readCorrection(values, c.var.page.timeZone);
        assertWarned(values, await findingsInTexts(c, values, ['note']));
        await correctHistory(c.var.deps, c.var.actor, c.var.page.id, component.id, correction);
        return `/admin/components/${component.id}/history?done=history-corrected`;
      },
      draw: async (form) => {
        const findings = await findingsInTexts(c, form.values, ['note']);
        return drawHistory(c, component, { form, findings });
      },
    });
  });
  app.get('/:id/archive', requirePermission('component.edit'), async (c) => {
    const component = await componentOf(c);
    const uses = await componentUses(c.var.deps.db, c.var.page.id, component.id);
    return renderPage(c, '/admin/components/[id]/archive', { component, uses });
  });
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

/** Which part of the history is listed, and what of it the form is filled with. */
const Recorded = z.object({
  before: z.coerce.number().catch(0),
  of: z.string().nullable().catch(null),
});

async function componentOf(c: AppContext) {
  const found = await findComponent(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('component');
  return found;
}
