import { Hono } from 'hono';
import {
  createCheck,
  removeCheck,
  requireCheck,
  rotateCheck,
  saveCheck,
} from '../../../actions/check/check.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { CheckEdit, NewCheck } from '../../../domain/check/input.ts';
import { type CheckKind, checkKinds } from '../../../domain/check/kind.ts';
import { handleForm, parse, text, type Values, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readCheck, readCheckOptions, readChecks } from '../../../reads/check/checks.ts';

const may = requirePermission('alert.edit');
const LIST = '/admin/alerts/checks';

/** Under `/admin/alerts/checks`: what this installation looks at by itself. */
export function checkRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const drawNew = async (c: AppContext, kind: CheckKind, form?: RefusedForm) => {
    const options = await readCheckOptions(c.var.deps.db, c.var.page.id, runtimeOf(c));
    return renderPage(c, '/admin/alerts/checks/new', { kind, options, form });
  };
  const drawOne = async (c: AppContext, id: string, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const about = { id, now: deps.clock(), runtime: runtimeOf(c) };
    const shown = await readCheck(deps.db, page.id, about);
    const options = await readCheckOptions(deps.db, page.id, runtimeOf(c));
    const example = addressOfToken(c, 'TOKEN');
    return renderPage(c, '/admin/alerts/checks/[id]', { ...shown, options, example, form });
  };

  app.get('/', requirePermission('page.read'), async (c) =>
    renderPage(c, LIST, await readChecks(c.var.deps.db, c.var.page.id, runtimeOf(c))),
  );
  app.get('/new', may, (c) => drawNew(c, kindIn(c.req.query('kind'))));
  app.post('/new', may, async (c) => {
    const { deps, actor, page } = c.var;
    return handleForm(c, {
      run: async (values) => {
        const input = parse(NewCheck, {
          ...commonIn(values),
          kind: text(values, 'kind'),
          whenDown: text(values, 'whenDown') || undefined,
          status: text(values, 'status') || undefined,
          settings: settingsIn(values, kindIn(text(values, 'kind'))),
        });
        const { id, token } = await createCheck(deps, actor, page.id, input);
        // The address of a heartbeat is shown in this answer and never again.
        return token === null
          ? `${LIST}/${id}?done=saved`
          : { redraw: { url: addressOfToken(c, token), id, kind: input.kind } };
      },
      draw: (form) => drawNew(c, kindIn(text(form.values, 'kind')), form),
    });
  });
  app.get('/:id', may, (c) => drawOne(c, c.req.param('id')));
  app.post('/:id', may, (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    return handleForm(c, {
      run: async (values) => {
        if (values.do === 'rotate') {
          const { token } = await rotateCheck(deps, actor, page.id, id);
          return { redraw: { url: addressOfToken(c, token ?? '') } };
        }
        const { kind } = await requireCheck(deps, page.id, id);
        const expectedRevision = Number(text(values, 'expectedRevision'));
        const edit = parse(CheckEdit, { ...commonIn(values), expectedRevision });
        const settings = settingsIn(values, kind);
        await saveCheck(deps, actor, page.id, id, { ...edit, settings });
        return `${LIST}/${id}?done=saved`;
      },
      draw: (form) => drawOne(c, id, form),
    });
  });
  app.post('/:id/state', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const enabled = text(await valuesOf(c), 'do') === 'enable';
    await saveCheck(deps, actor, page.id, id, { enabled });
    return c.redirect(`${LIST}/${id}?done=saved`, 303);
  });
  app.get('/:id/delete', may, async (c) => {
    const { deps, page } = c.var;
    const about = { id: c.req.param('id'), now: deps.clock(), runtime: runtimeOf(c) };
    const { check } = await readCheck(deps.db, page.id, about);
    return renderPage(c, '/admin/alerts/checks/[id]/delete', { check });
  });
  app.post('/:id/delete', may, async (c) => {
    await removeCheck(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect(`${LIST}?done=saved`, 303);
  });
  return app;
}

const runtimeOf = (c: AppContext) => c.var.deps.outgoingRules.runtime;

const addressOfToken = (c: AppContext, token: string): string =>
  `${c.var.deps.config.baseUrl}/hooks/checks/${token}`;

const kindIn = (typed: string | undefined): CheckKind =>
  checkKinds.find((kind) => kind === typed) ?? 'http';

/** An empty field is absent; what is no number is refused at its place. */
const numberIn = (values: Values, name: string): number | undefined => {
  const typed = text(values, name).trim();
  return typed === '' ? undefined : Number(typed);
};

const commonIn = (values: Values) => ({
  name: text(values, 'name'),
  componentId: text(values, 'componentId') || null,
  ...{ every: numberIn(values, 'every'), timeout: numberIn(values, 'timeout') },
  ...{ downAfter: numberIn(values, 'downAfter'), upAfter: numberIn(values, 'upAfter') },
});

function settingsIn(values: Values, kind: CheckKind): object {
  const typed = (name: string) => text(values, `settings.${name}`);
  const number = (name: string) => numberIn(values, `settings.${name}`);
  if (kind === 'http')
    return {
      ...{ url: typed('url'), statuses: typed('statuses') || undefined },
      ...{ contains: typed('contains'), pointer: typed('pointer'), equals: typed('equals') },
      certificateDays: number('certificateDays'),
    };
  if (kind === 'tcp') return { host: typed('host'), port: number('port') };
  if (kind === 'dns')
    return {
      host: typed('host'),
      record: typed('record') || undefined,
      contains: typed('contains'),
    };
  return { grace: number('grace') };
}
