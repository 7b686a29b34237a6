import { Hono } from 'hono';
import { z } from 'zod';
import { listSystemChanges } from '../../../../db/change/change.ts';
import { listComponents } from '../../../../db/component/component.ts';
import { reportChange, requireChange } from '../../../actions/change/report.ts';
import { markSuspect } from '../../../actions/change/suspect.ts';
import { requireIncident } from '../../../actions/room/commit.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { changeKinds, NewSystemChange } from '../../../domain/change/change.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readIncidentChanges } from '../../../reads/change/changes.ts';
import { affectedIn } from '../../../reads/runbook/room-runbooks.ts';
import { readBody, unwrap } from '../request/body.ts';
import {
  emptyAsNull,
  idList,
  instant,
  maybe,
  oneOf,
  parsed,
  textField,
} from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom } from '../room/request.ts';
import { changeShape, roomChangeShape } from './shape.ts';

export const changeFields = (zone: string) =>
  z.object({
    kind: oneOf('kind', changeKinds),
    ref: maybe(textField('ref')),
    by: maybe(textField('by')),
    url: emptyAsNull(textField('url')).optional(),
    at: maybe(instant('at', zone)),
    components: maybe(idList('components')),
  });

/** Under `/pages/:page/changes`: deployments and whatever else changed, newest first. */
export function changes(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { page: number, limit } = listingOf(c);
    const span = { skip: (number - 1) * limit, most: limit };
    const [rows, all] = await Promise.all([
      listSystemChanges(deps.db, page.id, span),
      listComponents(deps.db, page.id),
    ]);
    return c.json(rows.map((row) => changeShape(row, all)));
  });
  app.post('/', requirePermission('change.report'), async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = parsed(changeFields(page.timeZone), unwrap(body, 'change'));
    const input = parsed(NewSystemChange, requested);
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    const id = await reportChange(deps, actor, page.id, input, idempotencyKey);
    const all = await listComponents(deps.db, page.id);
    return c.json(changeShape(await requireChange(deps, page.id, id), all), 201);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  return app;
}

/** Under `…/incidents/:incident/changes`: what changed before it and since, and what is suspected. */
export function incidentChanges(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(await around(c)));
  for (const [method, isSuspect] of [
    ['PUT', true],
    ['DELETE', false],
  ] as const)
    app.on(method, '/:change/suspect', requirePermission('incident.respond'), async (c) => {
      await markSuspect(c.var.deps, c.var.actor, inRoom(c), c.req.param('change'), isSuspect);
      return c.json(await around(c));
    });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/:change/suspect', onlyTakes('PUT', 'DELETE'));
  return app;
}

async function around(c: AppContext) {
  const { deps } = c.var;
  const { pageId, incidentId } = inRoom(c);
  const incident = await requireIncident(deps, pageId, incidentId);
  const [componentIds, all] = await Promise.all([
    affectedIn(deps.db, incident),
    listComponents(deps.db, pageId),
  ]);
  const found = await readIncidentChanges(deps.db, { ...incident, componentIds }, deps.clock());
  return {
    before: found.before.map((row) => roomChangeShape(row, all)),
    since: found.since.map((row) => roomChangeShape(row, all)),
  };
}
