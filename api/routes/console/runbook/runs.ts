import { Hono } from 'hono';
import { z } from 'zod';
import { finishRun, requireRun, startRun, tickSteps } from '../../../actions/runbook/run.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { RunEnd } from '../../../domain/runbook/run.ts';
import { handleForm, orNull, parse, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readRun } from '../../../reads/runbook/library.ts';

const may = requirePermission('incident.respond');
const Start = z.object({ incidentId: orNull(z.string()), componentId: orNull(z.string()) });

/** Such as `3:on`. */
const Tick = z
  .string()
  .regex(/^\d{1,4}:(?:on|off)$/)
  .transform((value) => {
    const [step = '', state] = value.split(':');
    return { step: Number(step), isDone: state === 'on' };
  });

/** Under `/admin/runbooks/:id/runs`. */
export function runRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const runbookId = c.req.param('id') ?? '';
    const input = parse(Start, await valuesOf(c));
    const id = await startRun(deps, actor, { pageId: page.id, runbookId }, input);
    return c.redirect(`/admin/runbooks/${runbookId}/runs/${id}`, 303);
  });

  const draw = async (c: AppContext, form?: RefusedForm) => {
    const shown = await readRun(c.var.deps.db, await runOf(c));
    if (!shown) throw notFound('run');
    return renderPage(c, '/admin/runbooks/[id]/runs/[run]', { ...shown, form });
  };
  app.get('/:run', requirePermission('page.read'), (c) => draw(c));
  app.post('/:run/steps', may, async (c) => {
    const run = await runOf(c);
    const tick = Tick.safeParse(text(await valuesOf(c), 'step'));
    if (!tick.success) throw notFound('step');
    await tickSteps(c.var.deps, c.var.actor, run, [tick.data]);
    return c.redirect(`${addressOf(c)}#step-${tick.data.step}`, 303);
  });
  app.post('/:run', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        await finishRun(c.var.deps, c.var.actor, await runOf(c), parse(RunEnd, values));
        return `${addressOf(c)}?done=saved`;
      },
      draw: (form) => draw(c, form),
    }),
  );
  return app;
}

const addressOf = (c: AppContext): string =>
  `/admin/runbooks/${c.req.param('id')}/runs/${c.req.param('run')}`;

const runOf = (c: AppContext) => {
  const key = { pageId: c.var.page.id, runbookId: c.req.param('id') ?? '' };
  return requireRun(c.var.deps, c.var.actor, key, c.req.param('run') ?? '');
};
