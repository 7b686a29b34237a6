import { Hono } from 'hono';
import { listSchedules } from '../../../../db/on-call/schedule.ts';
import { addOverride, cancelOverride } from '../../../actions/on-call/override.ts';
import { removeRotation, saveRotation } from '../../../actions/on-call/rotation.ts';
import {
  archiveSchedule,
  createSchedule,
  requireSchedule,
  saveSchedule,
} from '../../../actions/on-call/schedule.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { presentRotations } from '../../../domain/on-call/calendar.ts';
import { shiftAt, shiftsBetween } from '../../../domain/on-call/shifts.ts';
import { DAY } from '../../../domain/time/time.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import {
  assertShortRange,
  queriedInstant,
  readNewSchedule,
  readOverride,
  readRotation,
  readSchedulePatch,
} from './request.ts';
import { gapsShape, overrideShape, rotationShape, scheduleShape, shiftShape } from './shape.ts';

const may = requirePermission('schedule.edit');
const changing = ['PATCH', 'PUT'];

/** Under `/pages/:page/schedules`: who is on call when. */
export function schedules(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const now = deps.clock();
    const all = await listSchedules(deps.db, page.id, now);
    return c.json(slice(all, listingOf(c)).map((one) => scheduleShape(one, now)));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const input = readNewSchedule(unwrap(body, 'schedule'));
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    return c.json(
      await shown(c, await createSchedule(deps, actor, page.id, input, idempotencyKey)),
      201,
    );
  });
  app.get('/:schedule', async (c) => c.json(await shown(c)));
  app.on(changing, '/:schedule', may, async (c) => {
    const patch = readSchedulePatch(unwrap(await readBody(c), 'schedule'));
    await saveSchedule(c.var.deps, c.var.actor, inSchedule(c), patch);
    return c.json(await shown(c));
  });
  app.delete('/:schedule', may, async (c) => {
    await archiveSchedule(c.var.deps, c.var.actor, inSchedule(c));
    return c.body(null, 204);
  });

  app.get('/:schedule/on_call', async (c) => {
    const now = c.var.deps.clock();
    const { zone } = await scheduleIn(c);
    const at = queriedInstant(c, 'at', now, zone);
    const schedule = await scheduleIn(c, Math.min(at, now));
    return c.json({
      at: new Date(at).toISOString(),
      ...shiftShape(schedule, shiftAt(schedule, at)),
    });
  });
  app.get('/:schedule/shifts', async (c) => {
    const now = c.var.deps.clock();
    const { zone } = await scheduleIn(c);
    const from = queriedInstant(c, 'from', now, zone);
    const until = queriedInstant(c, 'until', from + 28 * DAY, zone);
    assertShortRange(from, until);
    const schedule = await scheduleIn(c, Math.min(from, now));
    const shifts = shiftsBetween(schedule, from, until);
    return c.json(slice(shifts, listingOf(c)).map((one) => shiftShape(schedule, one)));
  });

  app.post('/:schedule/rotations', may, async (c) => {
    const { deps, actor } = c.var;
    const { zone } = await scheduleIn(c);
    const input = await readRotation(c, unwrap(await readBody(c), 'rotation'), zone);
    return c.json(
      await rotationShown(c, await saveRotation(deps, actor, inSchedule(c), input)),
      201,
    );
  });
  app.on(changing, '/:schedule/rotations/:rotation', may, async (c) => {
    const { deps, actor } = c.var;
    const rotationId = c.req.param('rotation');
    const schedule = await scheduleIn(c);
    const { people, restrictions, ...stored } = rotationIn(schedule, rotationId, deps.clock());
    const input = await readRotation(c, unwrap(await readBody(c), 'rotation'), schedule.zone, {
      ...{ ...stored, people: [...people] },
      restrictions: restrictions.map((one) => ({ ...one, days: [...one.days] })),
    });
    await saveRotation(deps, actor, inSchedule(c), input, { rotationId });
    return c.json(await rotationShown(c, rotationId));
  });
  app.delete('/:schedule/rotations/:rotation', may, async (c) => {
    await removeRotation(c.var.deps, c.var.actor, inSchedule(c), c.req.param('rotation'));
    return c.body(null, 204);
  });

  app.get('/:schedule/overrides', async (c) => {
    const now = c.var.deps.clock();
    const schedule = await scheduleIn(c);
    const present = schedule.overrides.filter(({ until }) => until > now);
    return c.json(slice(present, listingOf(c)).map((one) => overrideShape(schedule, one)));
  });
  app.post('/:schedule/overrides', may, async (c) => {
    const { deps, actor } = c.var;
    const body = await readBody(c);
    const { zone } = await scheduleIn(c);
    const input = await readOverride(c, unwrap(body, 'override'), zone);
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    const id = await addOverride(deps, actor, inSchedule(c), input, idempotencyKey);
    const schedule = await scheduleIn(c);
    const made = schedule.overrides.find((one) => one.id === id);
    if (!made) throw notFound('override');
    return c.json(overrideShape(schedule, made), 201);
  });
  app.delete('/:schedule/overrides/:override', may, async (c) => {
    await cancelOverride(c.var.deps, c.var.actor, inSchedule(c), c.req.param('override'));
    return c.body(null, 204);
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:schedule', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:schedule/on_call', onlyTakes('GET', 'HEAD'));
  app.all('/:schedule/shifts', onlyTakes('GET', 'HEAD'));
  app.all('/:schedule/rotations', onlyTakes('POST'));
  app.all('/:schedule/rotations/:rotation', onlyTakes('PATCH', 'PUT', 'DELETE'));
  app.all('/:schedule/overrides', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:schedule/overrides/:override', onlyTakes('DELETE'));
  return app;
}

const inSchedule = (c: AppContext) => ({
  pageId: c.var.page.id,
  scheduleId: c.req.param('schedule') ?? '',
});

const scheduleIn = (c: AppContext, since?: number) =>
  requireSchedule(c.var.deps, c.var.page.id, c.req.param('schedule') ?? '', since);

async function shown(c: AppContext, id = c.req.param('schedule') ?? '') {
  const { deps, page } = c.var;
  return scheduleShape(await requireSchedule(deps, page.id, id), deps.clock());
}

function rotationIn(schedule: Parameters<typeof presentRotations>[0], id: string, now: number) {
  const found = presentRotations(schedule, now).find(({ rotationId }) => rotationId === id);
  if (!found) throw notFound('rotation');
  return found;
}

async function rotationShown(c: AppContext, id: string) {
  const schedule = await scheduleIn(c);
  const now = c.var.deps.clock();
  const rotation = rotationShape(schedule, rotationIn(schedule, id, now));
  return { ...rotation, schedule_gaps: gapsShape(schedule, now) };
}
