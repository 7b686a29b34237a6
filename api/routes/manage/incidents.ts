import { Hono } from 'hono';
import { listComponents } from '../../../db/component/component.ts';
import { findIncident, type IncidentFilter, listIncidents } from '../../../db/incident/incident.ts';
import { removeIncident } from '../../actions/incident/index.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { addressOf } from '../../domain/page/address.ts';
import { assertCan, requirePermission } from '../../http/permission.ts';
import { publishRequest } from './publish-request.ts';
import { readBody, unwrap } from './request/body.ts';
import { parsed } from './request/fields.ts';
import { idempotencyKeyFrom } from './request/idempotency-key.ts';
import {
  deletionQuery,
  incidentPatch,
  newIncident,
  recurrenceIn,
  scopeOf,
} from './request/incident-request.ts';
import { listingOf } from './request/listing.ts';
import { onlyTakes } from './request/methods.ts';
import { incidentShape } from './shape.ts';

const lists = ['unresolved', 'scheduled', 'upcoming', 'active_maintenance'] as const;

/** Under `/pages/:page/incidents`: incidents and maintenances. */
export function manageIncidents(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => c.json(await listed(c, 'all')));
  for (const filter of lists) app.get(`/${filter}`, async (c) => c.json(await listed(c, filter)));

  app.post('/', requirePermission('incident.publish'), async (c) => {
    const { actor, page } = c.var;
    const body = await readBody(c);
    const requested = unwrap(body, 'incident');
    const input = newIncident(requested, page);
    if (input.scheduledFor !== null) assertCan(actor, 'maintenance.plan', page);
    const series = recurrenceIn(requested, page, input);
    const opening = { what: 'opening', input, series } as const;
    const id = await publishRequest(c, opening, await idempotencyKeyFrom(c, body));
    return c.json(await shown(c, id), 201);
  });

  app.get('/:incident', async (c) => c.json(await shown(c, c.req.param('incident'))));

  app.on(['PATCH', 'PUT'], '/:incident', requirePermission('incident.publish'), async (c) => {
    const { actor, page } = c.var;
    const id = c.req.param('incident');
    const asked = unwrap(await readBody(c), 'incident');
    const patch = incidentPatch(asked, page);
    const scope = scopeOf(asked, page);
    const plans = patch.scheduledFor !== undefined || patch.scheduledUntil !== undefined;
    if (plans || scope !== 'one') assertCan(actor, 'maintenance.plan', page);
    if (patch.severity !== undefined) assertCan(actor, 'incident.edit', page);
    await publishRequest(c, { what: 'change', id, patch, scope, mayOverlap: true });
    return c.json(await shown(c, id));
  });

  app.delete('/:incident', requirePermission('incident.delete'), async (c) => {
    const { deps, actor, page } = c.var;
    const { approval_override } = parsed(deletionQuery, c.req.query());
    const reason = approval_override?.trim() || null;
    const removed = await removeIncident(deps, actor, page.id, c.req.param('incident'), reason);
    const all = await listComponents(deps.db, page.id);
    return c.json(incidentShape(removed, all, page, addressOf(page, deps.config.baseUrl)));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  for (const filter of lists) app.all(`/${filter}`, onlyTakes('GET', 'HEAD'));
  app.all('/:incident', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

async function listed(c: AppContext, filter: IncidentFilter) {
  const { deps, page } = c.var;
  const rows = await listIncidents(deps.db, page.id, { filter, ...listingOf(c) });
  const all = await listComponents(deps.db, page.id);
  return rows.map((row) => incidentShape(row, all, page, addressOf(page, deps.config.baseUrl)));
}

async function shown(c: AppContext, id: string) {
  const { deps, page } = c.var;
  const row = await findIncident(deps.db, page.id, id);
  if (!row) throw notFound('incident');
  return incidentShape(
    row,
    await listComponents(deps.db, page.id),
    page,
    addressOf(page, deps.config.baseUrl),
  );
}
