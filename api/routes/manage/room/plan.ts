import { Hono } from 'hono';
import { z } from 'zod';
import { requireIncident } from '../../../actions/room/commit.ts';
import { addHypothesis, decideHypothesis } from '../../../actions/room/hypothesis.ts';
import { enterPhase, shareLink, tickItem } from '../../../actions/room/plan.ts';
import { changeTimer, startTimer } from '../../../actions/room/timer.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { checklistParts } from '../../../domain/room/checklist.ts';
import {
  HypothesisChange,
  hypothesisStates,
  NewHypothesis,
} from '../../../domain/room/hypothesis.ts';
import { LinkAddress } from '../../../domain/room/link.ts';
import { phases } from '../../../domain/room/phase.ts';
import { NewTimer, TimerChange } from '../../../domain/room/timer.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readResponse } from '../../../reads/incident/room.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { checklistShape, hypothesesShape, linksShape, timersShape } from './plan-shape.ts';
import { inRoom, roomIdempotencyKey } from './request.ts';

const changing = ['PATCH', 'PUT'];
const may = requirePermission('incident.respond');

async function facts(c: AppContext) {
  const { deps, page } = c.var;
  const { pageId, incidentId } = inRoom(c);
  return readResponse(deps.db, page, await requireIncident(deps, pageId, incidentId));
}
const who = (c: AppContext) => [c.var.deps, c.var.actor, inRoom(c)] as const;

const tick = z.object({
  part: oneOf('part', checklistParts),
  item: textField('item'),
  done: maybe(flag('done')),
});
export const checklistFields = z.object({
  phase: maybe(oneOf('phase', phases)),
  ticks: z.array(tick, 'ticks is a list of items.').max(100).optional(),
});

/** Under `…/incidents/:incident/checklist`: the phase, and what is ticked. */
export function roomChecklist(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(checklistShape(await facts(c))));
  app.on(changing, '/', may, async (c) => {
    const input = parsed(checklistFields, unwrap(await readBody(c), 'checklist'));
    if (input.phase) await enterPhase(...who(c), input.phase);
    for (const { done = true, ...one } of input.ticks ?? [])
      await tickItem(...who(c), { ...one, done });
    return c.json(checklistShape(await facts(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

export const linkFields = z.object({
  bridge: LinkAddress.nullable().optional(),
  chat: LinkAddress.nullable().optional(),
  ticket: LinkAddress.nullable().optional(),
});

/** Under `…/incidents/:incident/links`: bridge, chat and ticket. */
export function roomLinkRoutes(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(linksShape(await facts(c))));
  app.on(changing, '/', may, async (c) => {
    const input = parsed(linkFields, unwrap(await readBody(c), 'links'));
    const given = Object.entries(input).filter(([, url]) => url !== undefined);
    await shareLink(...who(c), Object.fromEntries(given.map(([kind, url]) => [kind, url ?? ''])));
    return c.json(linksShape(await facts(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

/** Under `…/incidents/:incident/timers`. */
export function roomTimers(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(timersShape(await facts(c))));
  app.post('/', may, async (c) => {
    const body = await readBody(c);
    const input = parsed(NewTimer, unwrap(body, 'timer'));
    await startTimer(...who(c), input, await roomIdempotencyKey(c, body));
    return c.json(timersShape(await facts(c)), 201);
  });
  app.on(changing, '/:timer', may, async (c) => {
    const requested = unwrap(await readBody(c), 'timer') as { do?: unknown; minutes?: unknown };
    const { do: wants, ...rest } = requested;
    await changeTimer(...who(c), c.req.param('timer'), parsed(TimerChange, { ...rest, wants }));
    return c.json(timersShape(await facts(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:timer', onlyTakes('PATCH', 'PUT'));
  return app;
}

export const hypothesisFields = z.object({
  state: oneOf('state', hypothesisStates),
  evidence: maybe(textField('evidence')),
});

/** Under `…/incidents/:incident/hypotheses`. */
export function roomHypotheses(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => c.json(hypothesesShape(await facts(c))));
  app.post('/', may, async (c) => {
    const body = await readBody(c);
    const input = parsed(NewHypothesis, unwrap(body, 'hypothesis'));
    await addHypothesis(...who(c), input, await roomIdempotencyKey(c, body));
    return c.json(hypothesesShape(await facts(c)), 201);
  });
  app.on(changing, '/:hypothesis', may, async (c) => {
    const requested = parsed(hypothesisFields, unwrap(await readBody(c), 'hypothesis'));
    const id = c.req.param('hypothesis');
    await decideHypothesis(...who(c), id, parsed(HypothesisChange, requested));
    return c.json(hypothesesShape(await facts(c)));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:hypothesis', onlyTakes('PATCH', 'PUT'));
  return app;
}
