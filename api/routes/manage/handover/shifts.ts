import { Hono } from 'hono';
import { z } from 'zod';
import { findShiftHandover } from '../../../../db/handover/shift.ts';
import { findSchedule } from '../../../../db/on-call/schedule.ts';
import { acceptShift, checkIn, writeShiftNotes } from '../../../actions/handover/shift.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound, refused } from '../../../core/problem.ts';
import { CheckIn, ShiftNotes } from '../../../domain/handover/shift.ts';
import { isoTimeOrNull } from '../../../domain/time/iso.ts';
import { requirePermission } from '../../../http/permission.ts';
import {
  readShift,
  readShifts,
  type ShiftList,
  type ShownShift,
} from '../../../reads/handover/shifts.ts';
import { readBody, unwrap } from '../request/body.ts';
import { instant, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const may = requirePermission('incident.respond');
const notes = textField('notes').pipe(ShiftNotes);

export const shiftNotesFields = (zone: string) =>
  z.object({ schedule: textField('schedule'), at: instant('at', zone), notes });
export const shiftAnswerFields = z.object({
  do: maybe(oneOf('do', ['accept'])),
  notes: maybe(notes),
});
export const checkInFields = z.object({
  load: z.number('load is a number from 1 to 5.'),
  line: maybe(textField('line')),
});

/** Under `/pages/:page/shift_handovers`: from one shift to the next. */
export function shiftHandovers(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { next, past } = await readShifts(deps.db, page.id, deps.clock());
    return c.json({
      upcoming: next.map(upcomingShape),
      shift_handovers: slice(past, listingOf(c)).map(shiftShape),
    });
  });
  /** Notes for a change that is still to come. Writing them again replaces them. */
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const fields = shiftNotesFields(page.timeZone);
    const { schedule, at, notes } = parsed(fields, unwrap(await readBody(c), 'shift_handover'));
    if (at === undefined) throw refused({ at: 'at is a time such as 2026-11-20T10:05:00Z.' });
    if (!(await findSchedule(deps.db, page.id, schedule, at)))
      throw refused({ schedule: 'This page has no such schedule.' });
    const about = { scheduleId: schedule, at, notes };
    return c.json(await shown(c, await writeShiftNotes(deps, actor, page.id, about)), 201);
  });
  app.get('/:shift', async (c) => c.json(await shown(c, c.req.param('shift'))));
  app.on(['PATCH', 'PUT'], '/:shift', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('shift');
    const row = await findShiftHandover(deps.db, page.id, id);
    if (!row) throw notFound('shift hand-over');
    const asked = parsed(shiftAnswerFields, unwrap(await readBody(c), 'shift_handover'));
    if (asked.notes !== undefined)
      await writeShiftNotes(deps, actor, page.id, { ...row, notes: asked.notes });
    if (asked.do === 'accept') await acceptShift(deps, actor, { pageId: page.id, id });
    return c.json(await shown(c, id));
  });
  app.on(['POST', 'PUT'], '/:shift/check_in', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('shift');
    const asked = parsed(checkInFields, unwrap(await readBody(c), 'check_in'));
    await checkIn(deps, actor, { pageId: page.id, id }, parsed(CheckIn, asked));
    return c.json(await shown(c, id));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:shift', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  app.all('/:shift/check_in', onlyTakes('POST', 'PUT'));
  return app;
}

async function shown(c: AppContext, id: string) {
  const { deps, page, actor } = c.var;
  const found = await readShift(deps.db, page, { id, actor, now: deps.clock() });
  if (!found) throw notFound('shift hand-over');
  return shownShape(found);
}

const iso = (at: number) => new Date(at).toISOString();

const upcomingShape = ({
  scheduleId,
  schedule,
  at,
  from,
  to,
  notes,
}: ShiftList['next'][number]) => ({
  schedule: { id: scheduleId, name: schedule },
  ...{ at: iso(at), from, to, notes },
});

const shiftShape = (row: ShiftList['past'][number]) => ({
  ...{ id: row.id, state: row.state },
  schedule: { id: row.scheduleId, name: row.scheduleName },
  ...{ at: iso(row.at), until: iso(row.until), from: row.from, to: row.to },
  ...{ notes: row.notes, notes_by: row.notesBy },
  accepted_at: isoTimeOrNull(row.acceptedAt),
  accepted_by: row.acceptedBy,
});

const shownShape = ({ shift, facts, checkIns }: ShownShift) => ({
  ...shiftShape(shift),
  incidents: facts.incidents,
  temporary_fixes: facts.fixes,
  overdue_items: facts.overdue,
  maintenance: facts.maintenance.map(({ id, name, from, until }) => ({
    ...{ id, name, from: iso(from), until: iso(until) },
  })),
  check_ins: checkIns.map(({ userId, name, load, nights, line }) => ({
    ...{ person: { id: userId, name }, load, interrupted_nights: nights, line },
  })),
});
