import { Hono } from 'hono';
import { orderRotations, removeRotation, saveRotation } from '../../../actions/on-call/rotation.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { presentRotations } from '../../../domain/on-call/calendar.ts';
import { presentTurn, previewRotation } from '../../../domain/on-call/preview.ts';
import { handleForm } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readTeam } from '../../../reads/on-call/schedules.ts';
import { readRotationForm } from './forms.ts';
import { inSchedule, scheduleAddress, scheduleOf } from './in-schedule.ts';

const may = requirePermission('schedule.edit');

/** Under `/admin/on-call/schedules/:id/rotations`. */
export function rotationRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const now = deps.clock();
    const schedule = await scheduleOf(c);
    const rotationId = c.req.param('rotation');
    const stored = presentRotations(schedule, now).find((one) => one.rotationId === rotationId);
    if (rotationId !== undefined && !stored) throw notFound('rotation');
    const members = await readTeam(deps.db, page.id);
    const input =
      form?.values.do === 'preview' && form.status === 200
        ? readRotationForm(form.values, schedule.zone)
        : null;
    return renderPage(c, '/admin/on-call/schedules/[id]/rotation', {
      ...{ schedule, members, form, rotationId: rotationId ?? null },
      rotation: stored ? presentTurn(stored, schedule.zone, now) : null,
      preview: input && previewRotation(schedule, input, { rotationId, members, now }),
    });
  };
  const save = (c: AppContext) =>
    handleForm(c, {
      run: async (values) => {
        const schedule = await scheduleOf(c);
        const { expectedRevision, ...input } = readRotationForm(values, schedule.zone);
        if (values.do === 'preview') return { redraw: values };
        const rotationId = c.req.param('rotation');
        await saveRotation(c.var.deps, c.var.actor, inSchedule(c), input, {
          ...(rotationId !== undefined && { rotationId }),
          expectedRevision,
        });
        return `${scheduleAddress(c)}?done=saved`;
      },
      draw: (form) => draw(c, form),
    });

  app.get('/new', may, (c) => draw(c));
  app.post('/new', may, save);
  app.get('/:rotation', may, (c) => draw(c));
  app.post('/:rotation', may, save);
  app.post('/:rotation/first', may, async (c) => {
    await orderRotations(c.var.deps, c.var.actor, inSchedule(c), [c.req.param('rotation')]);
    return c.redirect(`${scheduleAddress(c)}?done=saved#rotations`, 303);
  });
  app.post('/:rotation/end', may, async (c) => {
    await removeRotation(c.var.deps, c.var.actor, inSchedule(c), c.req.param('rotation'));
    return c.redirect(`${scheduleAddress(c)}?done=rotation-ended`, 303);
  });
  return app;
}
