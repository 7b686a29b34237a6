import { Hono } from 'hono';
import { z } from 'zod';
import { listRuns, listSteps } from '../../../../db/runbook/run.ts';
import { requireIncident } from '../../../actions/room/commit.ts';
import { finishRun, requireRun, startRun, tickSteps } from '../../../actions/runbook/run.ts';
import { requireRunbook } from '../../../actions/runbook/runbook.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { RunEnd, runOutcomes } from '../../../domain/runbook/run.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readRoomRunbooks } from '../../../reads/runbook/room-runbooks.ts';
import { readBody, unwrap } from '../request/body.ts';
import { emptyAsNull, maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { inRoom } from '../room/request.ts';
import { roomRunbooksShape, runShape } from './shape.ts';

const may = requirePermission('incident.respond');

export const runFields = z.object({
  incident_id: emptyAsNull(textField('incident_id')).optional(),
  component_id: emptyAsNull(textField('component_id')).optional(),
});

const Step = z.coerce
  .number('ticked holds the numbers of steps.')
  .int('ticked holds the numbers of steps.');
export const runPatchFields = z.object({
  ticked: maybe(z.array(Step, 'ticked is a list of steps.')),
  outcome: maybe(oneOf('outcome', runOutcomes)),
  note: maybe(textField('note')),
});

/** Under `/pages/:page/runbooks/:runbook/runs`. */
export function runbookRuns(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { deps, actor } = c.var;
    const { id: runbookId } = await runbookOf(c);
    const { page: number, limit } = listingOf(c);
    const rows = await listRuns(
      deps.db,
      { runbookId, personId: personIdOf(actor) },
      { skip: (number - 1) * limit, most: limit },
    );
    const shapes = rows.map(async ({ run }) => runShape(run, await listSteps(deps.db, run.id)));
    return c.json(await Promise.all(shapes));
  });

  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const { id: runbookId } = await runbookOf(c);
    const body = await readBody(c);
    const requested = parsed(runFields, unwrap(body, 'run'));
    const input = {
      incidentId: requested.incident_id ?? null,
      componentId: requested.component_id ?? null,
    };
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    const id = await startRun(deps, actor, { pageId: page.id, runbookId }, input, idempotencyKey);
    return c.json(await shown(c, id), 201);
  });

  app.get('/:run', async (c) => c.json(await shown(c, c.req.param('run'))));

  /** `ticked` is the whole list: other steps are not done. */
  app.on(['PATCH', 'PUT'], '/:run', may, async (c) => {
    const { deps, actor, page } = c.var;
    const asked = parsed(runPatchFields, unwrap(await readBody(c), 'run'));
    const { id: runbookId } = await runbookOf(c);
    const run = await requireRun(deps, actor, { pageId: page.id, runbookId }, c.req.param('run'));
    const done = (await listSteps(deps.db, run.id)).map(({ step }) => step);
    const { ticked = done } = asked;
    const changed = [...new Set([...done, ...ticked])]
      .filter((step) => done.includes(step) !== ticked.includes(step))
      .map((step) => ({ step, isDone: ticked.includes(step) }));
    if (changed.length > 0) await tickSteps(deps, actor, run, changed);
    if (asked.outcome) await finishRun(deps, actor, run, parsed(RunEnd, asked));
    return c.json(await shown(c, run.id));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:run', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

/** Under `…/incidents/:incident/runbooks`: those that fit, and what was run. */
export function incidentRunbooks(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps } = c.var;
    const { pageId, incidentId } = inRoom(c);
    const incident = await requireIncident(deps, pageId, incidentId);
    return c.json(roomRunbooksShape(await readRoomRunbooks(deps.db, incident)));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

const runbookOf = (c: AppContext) =>
  requireRunbook(c.var.deps, c.var.page.id, c.req.param('runbook') ?? '');

async function shown(c: AppContext, id: string) {
  const { deps, actor, page } = c.var;
  const runbookId = c.req.param('runbook') ?? '';
  const run = await requireRun(deps, actor, { pageId: page.id, runbookId }, id);
  return runShape(run, await listSteps(deps.db, run.id));
}
