import { Hono } from 'hono';
import { z } from 'zod';
import { acceptShift, checkIn, writeShiftNotes } from '../../../actions/handover/shift.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { CheckIn, ShiftNotes } from '../../../domain/handover/shift.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readShift, readShifts } from '../../../reads/handover/shifts.ts';

const may = requirePermission('incident.respond');
const Notes = z.object({
  scheduleId: z.string().min(1),
  at: z.coerce.number().int(),
  notes: ShiftNotes,
});

/** Under `/admin/on-call/handover`: from one shift to the next. */
export function shiftRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  const drawList = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const list = await readShifts(deps.db, page.id, deps.clock());
    return renderPage(c, '/admin/on-call/handover', { ...list, form });
  };
  app.get('/', requirePermission('page.read'), (c) => drawList(c));
  app.post('/notes', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await writeShiftNotes(deps, actor, page.id, parse(Notes, values));
        return '/admin/on-call/handover?done=saved';
      },
      draw: (form) => drawList(c, form),
    }),
  );

  const drawOne = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page, actor } = c.var;
    const id = c.req.param('id') ?? '';
    const shown = await readShift(deps.db, page, { id, actor, now: deps.clock() });
    if (!shown) throw notFound('shift');
    return renderPage(c, '/admin/on-call/handover/[id]', { ...shown, form });
  };
  app.get('/:id', requirePermission('page.read'), (c) => drawOne(c));
  const shiftKey = (c: AppContext) => ({ pageId: c.var.page.id, id: c.req.param('id') ?? '' });
  app.post('/:id/accept', may, (c) =>
    handleForm(c, {
      run: async () => {
        await acceptShift(c.var.deps, c.var.actor, shiftKey(c));
        return `/admin/on-call/handover/${shiftKey(c).id}?done=shift-accepted`;
      },
      draw: (form) => drawOne(c, form),
    }),
  );
  app.post('/:id/check-in', may, (c) =>
    handleForm(c, {
      run: async (values) => {
        await checkIn(c.var.deps, c.var.actor, shiftKey(c), parse(CheckIn, values));
        return `/admin/on-call/handover/${shiftKey(c).id}?done=saved`;
      },
      draw: (form) => drawOne(c, form),
    }),
  );
  return app;
}
