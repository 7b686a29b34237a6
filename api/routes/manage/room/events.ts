import { Hono } from 'hono';
import { z } from 'zod';
import { requireIncident } from '../../../actions/room/commit.ts';
import { addEvent, changeEvent, EventPatch, NewEvent } from '../../../actions/room/event.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { eventKinds } from '../../../domain/room/event.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readTimeline } from '../../../reads/incident/room.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, instant, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom, roomIdempotencyKey } from './request.ts';
import { entryShape } from './shape.ts';

const Query = z.object({ hidden: maybe(flag('hidden')) });

/** Under `/pages/:page/incidents/:incident/events`: the team's timeline. */
export function roomEvents(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { hidden = false } = parsed(Query, c.req.query());
    const entries = slice(await timeline(c, hidden), listingOf(c));
    return c.json(entries.map((entry) => entryShape(entry, inRoom(c).incidentId)));
  });

  app.post('/', requirePermission('incident.respond'), async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = parsed(eventFields(page.timeZone), unwrap(body, 'event'));
    const input = parsed(NewEvent, requested);
    const id = await addEvent(deps, actor, inRoom(c), input, await roomIdempotencyKey(c, body));
    return c.json(await shown(c, id), 201);
  });

  app.on(['PATCH', 'PUT'], '/:event', requirePermission('incident.respond'), async (c) => {
    const { deps, actor, page } = c.var;
    const asked = unwrap(await readBody(c), 'event');
    const patch = parsed(EventPatch, parsed(eventPatchFields(page.timeZone), asked));
    const id = c.req.param('event');
    await changeEvent(deps, actor, inRoom(c), id, patch);
    return c.json(await shown(c, id));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:event', onlyTakes('PATCH', 'PUT'));
  return app;
}

export const eventFields = (zone: string) =>
  z.object({
    kind: maybe(oneOf('kind', eventKinds)),
    text: maybe(textField('text')),
    at: maybe(instant('at', zone)),
  });

export const eventPatchFields = (zone: string) =>
  z.object({
    at: maybe(instant('at', zone)),
    pinned: maybe(flag('pinned')),
    hidden: maybe(flag('hidden')),
  });

async function timeline(c: AppContext, hidden: boolean) {
  const { deps } = c.var;
  const { pageId, incidentId } = inRoom(c);
  return readTimeline(deps.db, await requireIncident(deps, pageId, incidentId), { hidden });
}

async function shown(c: AppContext, id: string) {
  const entry = (await timeline(c, true)).find((one) => one.id === id);
  if (!entry) throw notFound('event');
  return entryShape(entry, inRoom(c).incidentId);
}
