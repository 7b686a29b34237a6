import { Hono } from 'hono';
import { addOverride, cancelOverride } from '../../../actions/on-call/override.ts';
import { archiveSchedule, saveSchedule } from '../../../actions/on-call/schedule.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { mondayOf } from '../../../domain/on-call/calendar.ts';
import { shiftAt } from '../../../domain/on-call/shifts.ts';
import { DAY, MINUTE } from '../../../domain/time/time.ts';
import { parseLocal } from '../../../domain/time/zone.ts';
import { handleForm } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readSchedule, readTeam } from '../../../reads/on-call/schedules.ts';
import { readOverrideForm, readScheduleForm } from './forms.ts';
import { feedAddress, inSchedule, scheduleAddress, scheduleOf } from './in-schedule.ts';
import { rotationRoutes } from './rotations.ts';

const may = requirePermission('schedule.edit');

/** Under `/admin/on-call/schedules/:id`. */
export function scheduleRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.get('/', requirePermission('page.read'), async (c) => {
    const { deps, actor } = c.var;
    const now = deps.clock();
    const date = parseLocal(`${c.req.query('from') ?? ''}T12:00`, 'UTC');
    const schedule = await scheduleOf(c, Math.min(date ?? now, now));
    const first = date === null ? null : mondayOf(date, 'UTC');
    const { feed, ...shown } = await readSchedule(deps.db, schedule, {
      ...{ first, now, personId: actor.id },
    });
    const address = await feedAddress(c, feed);
    return renderPage(c, '/admin/on-call/schedules/[id]', { ...shown, address });
  });

  const drawEdit = async (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/on-call/schedules/[id]/edit', { schedule: await scheduleOf(c), form });
  app.get('/edit', may, (c) => drawEdit(c));
  app.post('/edit', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        await saveSchedule(c.var.deps, c.var.actor, inSchedule(c), readScheduleForm(values));
        return `${scheduleAddress(c)}?done=saved`;
      },
      draw: (form) => drawEdit(c, form),
    }),
  );
  app.get('/archive', may, async (c) =>
    renderPage(c, '/admin/on-call/schedules/[id]/archive', { schedule: await scheduleOf(c) }),
  );
  app.post('/archive', may, async (c) => {
    await archiveSchedule(c.var.deps, c.var.actor, inSchedule(c));
    return c.redirect('/admin/on-call?done=schedule-archived', 303);
  });

  const drawOverride = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const schedule = await scheduleOf(c);
    const now = deps.clock();
    const shift = shiftAt(schedule, Math.max(now, instantIn(c, 'from') ?? now));
    const from = Math.max(instantIn(c, 'from') ?? shift.from, floorToMinute(now));
    const until = Math.max(instantIn(c, 'until') ?? endOf(shift.until, from), from + MINUTE);
    return renderPage(c, '/admin/on-call/schedules/[id]/override', {
      ...{ schedule, from, until, onCall: shiftAt(schedule, from) },
      ...{ members: await readTeam(deps.db, page.id), form },
    });
  };
  app.get('/overrides', may, (c) => drawOverride(c));
  app.post('/overrides', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = readOverrideForm(values, (await scheduleOf(c)).zone);
        await addOverride(c.var.deps, c.var.actor, inSchedule(c), input);
        return `${scheduleAddress(c)}?done=override-added`;
      },
      draw: (form) => drawOverride(c, form),
    }),
  );
  app.post('/overrides/:override/end', may, async (c) => {
    await cancelOverride(c.var.deps, c.var.actor, inSchedule(c), c.req.param('override'));
    return c.redirect(`${scheduleAddress(c)}?done=override-ended`, 303);
  });

  app.route('/rotations', rotationRoutes(renderPage));
  return app;
}

const floorToMinute = (ms: number): number => Math.floor(ms / MINUTE) * MINUTE;

/** A gap has no end of its own: a day is proposed. */
const endOf = (until: number, from: number): number => (until > from + MINUTE ? until : from + DAY);

/** An instant in the address, ms. */
const instantIn = (c: AppContext, name: string): number | null => {
  const value = Number(c.req.query(name) || Number.NaN);
  return Number.isSafeInteger(value) && Math.abs(value) < 8e15 ? value : null;
};
