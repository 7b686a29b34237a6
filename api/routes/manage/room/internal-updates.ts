import { Hono } from 'hono';
import { z } from 'zod';
import { listInternalUpdates } from '../../../../db/room/card.ts';
import { writeInternalUpdate } from '../../../actions/room/card.ts';
import { requireIncident } from '../../../actions/room/commit.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { InternalUpdate, internalAudiences } from '../../../domain/room/internal-update.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { instant, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom, roomIdempotencyKey } from './request.ts';
import { internalUpdateShape } from './shape.ts';

/** Under `…/incidents/:incident/internal_updates`: internal updates by audience. */
export function internalUpdates(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(slice(await listed(c), listingOf(c)).map(internalUpdateShape)));
  app.post('/', requirePermission('incident.respond'), async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = parsed(internalUpdateFields(page.timeZone), unwrap(body, 'internal_update'));
    const input = parsed(InternalUpdate, {
      audience: requested.audience,
      currentState: requested.current_state ?? '',
      whatWeKnow: requested.what_we_know,
      whatWeAreDoing: requested.what_we_are_doing,
      impact: requested.impact,
      nextUpdateBy: requested.next_update_by ?? null,
      updatesEvery: requested.updates_every ?? null,
    });
    const idempotencyKey = await roomIdempotencyKey(c, body);
    const id = await writeInternalUpdate(deps, actor, inRoom(c), input, idempotencyKey);
    const row = (await listed(c)).find((one) => one.id === id);
    if (!row) throw notFound('internal update');
    return c.json(internalUpdateShape(row), 201);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  return app;
}

export const internalUpdateFields = (zone: string) =>
  z.object({
    audience: maybe(oneOf('audience', internalAudiences)),
    current_state: maybe(textField('current_state')),
    what_we_know: maybe(textField('what_we_know')),
    what_we_are_doing: maybe(textField('what_we_are_doing')),
    impact: maybe(textField('impact')),
    next_update_by: maybe(instant('next_update_by', zone)),
    updates_every: maybe(z.number('updates_every is a number of minutes.')),
  });

async function listed(c: AppContext) {
  const { pageId, incidentId } = inRoom(c);
  await requireIncident(c.var.deps, pageId, incidentId);
  return listInternalUpdates(c.var.deps.db, pageId, incidentId);
}
