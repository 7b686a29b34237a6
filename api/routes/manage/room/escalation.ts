import { Hono } from 'hono';
import { z } from 'zod';
import { requireIncident } from '../../../actions/room/commit.ts';
import { escalateNow, setBusinessImpact } from '../../../actions/room/escalate-now.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readEscalation } from '../../../reads/incident/escalation.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, parsed } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom } from './request.ts';

const may = requirePermission('incident.respond');

/** Under `…/incidents/:incident/escalate`: the next people are notified at once. */
export function roomEscalate(): Hono<App> {
  const app = new Hono<App>();
  app.post('/', may, async (c) => {
    await escalateNow(c.var.deps, c.var.actor, inRoom(c));
    return c.json(await escalationShape(c));
  });
  app.all('/', onlyTakes('POST'));
  return app;
}

/** Under `…/incidents/:incident/escalation`. */
export function roomEscalation(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(await escalationShape(c)));
  app.on(['PATCH', 'PUT'], '/', may, async (c) => {
    const input = parsed(escalationFields, unwrap(await readBody(c), 'escalation'));
    await setBusinessImpact(c.var.deps, c.var.actor, inRoom(c), input.business_impact);
    return c.json(await escalationShape(c));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

export const escalationFields = z.object({ business_impact: flag('business_impact') });

async function escalationShape(c: AppContext) {
  const { pageId, incidentId } = inRoom(c);
  const { db } = c.var.deps;
  const facts = await readEscalation(db, await requireIncident(c.var.deps, pageId, incidentId));
  return {
    policy: facts.policy,
    business_impact: facts.businessImpact,
    escalated_at: facts.escalatedAt === null ? null : new Date(facts.escalatedAt).toISOString(),
    escalated_by: facts.escalatedBy,
  };
}
