import { Hono } from 'hono';
import { makeFeed, removeFeed } from '../../../actions/on-call/feed.ts';
import { createSchedule } from '../../../actions/on-call/schedule.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readOnCall } from '../../../reads/on-call/schedules.ts';
import { readScheduleForm } from './forms.ts';
import { onCallFiles } from './import.ts';
import { feedAddress } from './in-schedule.ts';
import { scheduleRoutes } from './schedule.ts';

/** Under `/admin/on-call`: who is on call. Everybody on the team reads it. */
export function onCallRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.get('/', requirePermission('page.read'), async (c) => {
    const { deps, actor, page } = c.var;
    const { feed, ...read } = await readOnCall(deps.db, page.id, actor.id, deps.clock());
    return renderPage(c, '/admin/on-call', { ...read, address: await feedAddress(c, feed) });
  });

  /** The address of a calendar: one’s own, or that of a schedule for oneself. */
  app.post('/calendar', requirePermission('account.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const values = await valuesOf(c);
    const scheduleId = text(values, 'scheduleId');
    const change = values.do === 'remove' ? removeFeed : makeFeed;
    await change(deps, actor, { pageId: page.id, scheduleId });
    const back = scheduleId ? `/admin/on-call/schedules/${scheduleId}` : '/admin/on-call';
    return c.redirect(`${back}?done=saved#calendar`, 303);
  });

  const drawNew = (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/on-call/schedules/new', { form });
  app.get('/schedules/new', requirePermission('schedule.edit'), (c) => drawNew(c));
  app.post('/schedules/new', requirePermission('schedule.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const input = readScheduleForm(values);
        const id = await createSchedule(c.var.deps, c.var.actor, c.var.page.id, input);
        return `/admin/on-call/schedules/${id}/rotations/new?done=schedule-added`;
      },
      draw: (form) => drawNew(c, form),
    }),
  );
  app.route('/schedules/:id', scheduleRoutes(renderPage));
  app.route('/', onCallFiles(renderPage));
  return app;
}
