import { Hono } from 'hono';
import { z } from 'zod';
import { changeAccess } from '../../../actions/incident/access.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { requirePermission } from '../../../http/permission.ts';
import { type IncidentAccess, readAccess, readRestricted } from '../../../reads/incident/access.ts';
import { readBody, unwrap } from '../request/body.ts';
import { maybe, oneOf, parsed } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom } from './request.ts';

export const accessFields = z.object({
  visibility: maybe(oneOf('visibility', ['internal', 'restricted'])),
  people: maybe(z.array(z.string(), 'people is a list of ids or email addresses of members.')),
});

/**
 * Under `…/incidents/:incident/access`: who may read an incident that is not public. Owners name
 * people for incidents that they cannot read, so the title is there only for people who can.
 */
export function roomAccess(): Hono<App> {
  const app = new Hono<App>();
  const may = requirePermission('incident.restrict');
  app.get('/', may, async (c) => c.json(await shown(c)));
  app.on(['PATCH', 'PUT'], '/', may, async (c) => {
    const { deps, actor } = c.var;
    const input = parsed(accessFields, unwrap(await readBody(c), 'access'));
    await changeAccess(deps, actor, inRoom(c), input);
    return c.json(await shown(c));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

/** Under `/pages/:page/restricted_incidents`: that they are there, and whom they name; no titles. */
export function restrictedIncidents(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', requirePermission('incident.restrict'), async (c) => {
    const rows = await readRestricted(c.var.deps.db, c.var.page.id);
    return c.json(
      rows.map(({ id, createdAt, resolvedAt, people }) => ({
        ...{ id, people, created_at: isoTime(createdAt) },
        resolved_at: resolvedAt === null ? null : isoTime(resolvedAt),
      })),
    );
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

async function shown(c: AppContext) {
  const { deps, page, actor } = c.var;
  const found = await readAccess(deps.db, actor, page.id, inRoom(c).incidentId);
  if (!found) throw notFound('incident');
  return accessShape(found);
}

const accessShape = ({ id, audience, title, named }: IncidentAccess) => ({
  ...{ incident_id: id, visibility: audience, name: title },
  people: named.map((one) => ({ id: one.id, name: one.name, added_by: one.addedBy })),
});
