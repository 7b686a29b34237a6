import { Hono } from 'hono';
import { listAlertSources } from '../../../../db/alert/source.ts';
import {
  createAlertSource,
  removeAlertSource,
  requireAlertSource,
  rotateAlertSource,
  type SourceKeys,
  saveAlertSource,
} from '../../../actions/alert/source.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { type AlertMapping, mappedFields } from '../../../domain/alert/mapping.ts';
import { AlertSourceEdit, NewAlertSource } from '../../../domain/alert/source.ts';
import { handleForm, parse, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { shownSource } from '../../../reads/alert/inbox.ts';

const may = requirePermission('alert.edit');
const LIST = '/admin/alerts/sources';

/** Under `/admin/alerts/sources`: who may send alerts, and to which address. */
export function alertSourceRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const example = (c: AppContext) => `${c.var.deps.config.baseUrl}/hooks/alerts/TOKEN`;
  const drawList = async (c: AppContext, form?: RefusedForm) => {
    const sources = await listAlertSources(c.var.deps.db, c.var.page.id);
    return renderPage(c, LIST, { sources: sources.map(shownSource), example: example(c), form });
  };
  const drawOne = async (c: AppContext, id: string, form?: RefusedForm) => {
    const source = await requireAlertSource(c.var.deps, c.var.page.id, id);
    const props = { source: shownSource(source), example: example(c), form };
    return renderPage(c, '/admin/alerts/sources/[id]', props);
  };

  app.get('/', may, (c) => drawList(c));
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    // The address is shown in this answer and never again.
    return handleForm(c, {
      run: async (values) => {
        const input = parse(NewAlertSource, {
          ...{ name: text(values, 'name'), kind: text(values, 'kind') },
          signed: values.signed !== undefined,
        });
        return { redraw: shownOnce(c, await createAlertSource(deps, actor, page.id, input)) };
      },
      draw: (form) => drawList(c, form),
    });
  });
  app.get('/:id', may, (c) => drawOne(c, c.req.param('id')));
  app.post('/:id', may, (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    return handleForm(c, {
      run: async (values) => {
        if (values.do === 'rotate')
          return { redraw: shownOnce(c, await rotateAlertSource(deps, actor, page.id, id)) };
        const source = await requireAlertSource(deps, page.id, id);
        const edit = parse(
          AlertSourceEdit,
          {
            name: text(values, 'name'),
            ...secretIn(values),
            ...(source.kind === 'generic' ? { mapping: mappingIn(values) } : {}),
          },
          ([name, field]) => String(name === 'mapping' ? `mapping.${String(field)}` : name),
        );
        await saveAlertSource(deps, actor, page.id, id, edit);
        return `${LIST}/${id}?done=saved`;
      },
      draw: (form) => drawOne(c, id, form),
    });
  });
  app.post('/:id/state', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const enabled = text(await valuesOf(c), 'do') === 'enable';
    await saveAlertSource(deps, actor, page.id, id, { enabled });
    return c.redirect(`${LIST}/${id}?done=saved`, 303);
  });
  app.get('/:id/delete', may, async (c) => {
    const source = await requireAlertSource(c.var.deps, c.var.page.id, c.req.param('id'));
    return renderPage(c, '/admin/alerts/sources/[id]/delete', { source: shownSource(source) });
  });
  app.post('/:id/delete', may, async (c) => {
    await removeAlertSource(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect(`${LIST}?done=alert-source-deleted`, 303);
  });
  return app;
}

/** The address, and the secret where there is one. */
const shownOnce = (c: AppContext, { token, secret }: SourceKeys): Values => ({
  url: `${c.var.deps.config.baseUrl}/hooks/alerts/${token}`,
  ...(secret ? { madeSecret: secret } : {}),
});

/** Empty keeps the secret; the box takes it away. */
function secretIn(values: Values): { secret?: string | null } {
  if (values.noSecret !== undefined) return { secret: null };
  const typed = text(values, 'secret').trim();
  return typed === '' ? {} : { secret: typed };
}

function mappingIn(values: Values): AlertMapping {
  const placed = ['alerts', ...mappedFields].flatMap((name) => {
    const typed = text(values, `mapping.${name}`).trim();
    return typed === '' ? [] : [[name, typed] as const];
  });
  const resolvedWhen = text(values, 'mapping.resolvedWhen')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  return { ...Object.fromEntries(placed), ...(resolvedWhen.length > 0 ? { resolvedWhen } : {}) };
}
