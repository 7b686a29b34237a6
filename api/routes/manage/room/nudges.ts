import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../../db/incident/incident.ts';
import { dismissNudge } from '../../../actions/room/plan.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { NudgeAnswer } from '../../../domain/room/nudge.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readNudges } from '../../../reads/incident/room-page.ts';
import { readBody } from '../request/body.ts';
import { maybe, parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { nudgesShape } from './plan-shape.ts';
import { inRoom } from './request.ts';

export const nudgeFields = z.object({ answer: maybe(textField('answer')) });
const Body = z.object({ nudge: nudgeFields.optional() });

/** Under `…/incidents/:incident/nudges`: the suggestion of the room, at most one at a time. */
export function roomNudges(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(await shown(c)));
  app.post('/:nudge/dismiss', requirePermission('incident.respond'), async (c) => {
    const { deps, actor } = c.var;
    const key = NudgeAnswer.shape.nudge.safeParse(c.req.param('nudge'));
    if (!key.success) throw notFound('nudge');
    const { nudge: input } = parsed(Body, await readBody(c));
    const { nudge, answer } = parsed(NudgeAnswer, { nudge: key.data, answer: input?.answer });
    await dismissNudge(deps, actor, inRoom(c), nudge, answer);
    return c.json(await shown(c));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/:nudge/dismiss', onlyTakes('POST'));
  return app;
}

async function shown(c: AppContext) {
  const { deps, page } = c.var;
  const record = await findIncident(deps.db, page.id, inRoom(c).incidentId);
  if (!record) throw notFound('incident');
  return nudgesShape(await readNudges(deps.db, page, record, deps.clock()));
}
