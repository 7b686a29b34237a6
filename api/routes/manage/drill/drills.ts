import { Hono } from 'hono';
import { z } from 'zod';
import { findIncident } from '../../../../db/incident/incident.ts';
import { drillFindings } from '../../../actions/drill/findings.ts';
import { playDrills } from '../../../actions/drill/play.ts';
import { NewDrill, startDrill } from '../../../actions/drill/start.ts';
import { endDrill } from '../../../actions/drill/stop.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { isoTimeOrNull } from '../../../domain/time/iso.ts';
import { requirePermission } from '../../../http/permission.ts';
import {
  type DrillList,
  readDrill,
  readDrills,
  type ShownDrill,
} from '../../../reads/drill/drills.ts';
import { readBody, unwrap } from '../request/body.ts';
import { maybe, oneOf, parsed, textField } from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const may = requirePermission('incident.respond');

const ids = (field: string) => maybe(z.array(z.string(), `${field} is a list.`));
export const drillFields = z.object({
  scenario: maybe(textField('scenario')),
  scenario_yaml: maybe(textField('scenario_yaml')),
  speed: maybe(z.number('speed is a number from 1 to 10.')),
  participants: ids('participants'),
  component_ids: ids('component_ids'),
});
export const drillEndFields = z.object({ do: oneOf('do', ['end']) });

/** Under `/pages/:page/drills`: practice that no reader sees. */
export function manageDrills(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { drills } = await readDrills(c.var.deps.db, c.var.page.id);
    return c.json(slice(drills, listingOf(c)).map(listedShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const requested = parsed(drillFields, unwrap(body, 'drill'));
    const input = parsed(NewDrill, {
      ...{ scenario: requested.scenario, yaml: requested.scenario_yaml, speed: requested.speed },
      ...{ participants: requested.participants, componentIds: requested.component_ids },
    });
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    const id = await startDrill(deps, actor, page.id, input, idempotencyKey);
    await playDrills(deps);
    return c.json(await shown(c, id), 201);
  });
  app.get('/:drill', async (c) => c.json(await shown(c, c.req.param('drill'))));
  app.on(['PATCH', 'PUT'], '/:drill', may, async (c) => {
    const id = c.req.param('drill');
    await shown(c, id);
    parsed(drillEndFields, unwrap(await readBody(c), 'drill'));
    await endDrill(c.var.deps, c.var.actor, c.var.page.id, id);
    return c.json(await shown(c, id));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:drill', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

async function shown(c: AppContext, id: string) {
  const { deps, page } = c.var;
  const record = await findIncident(deps.db, page.id, id);
  const findings = record?.drill ? (await drillFindings(deps, record)).length : 0;
  const found = await readDrill(deps.db, page, id, { findings, now: deps.clock() });
  if (!found) throw notFound('drill');
  return drillShape(found);
}

const listedShape = (one: DrillList['drills'][number]) => ({
  ...{ id: one.id, name: one.name, scenario: one.scenario, speed: one.speed },
  ...{ started_at: isoTimeOrNull(one.startedAt), started_by: one.startedBy },
  ...{ ended_at: isoTimeOrNull(one.endedAt), stopped_by: one.stoppedBy },
});

const drillShape = ({ drill, record, steps, people, figures }: ShownDrill) => ({
  ...listedShape({
    ...{ id: record.id, name: record.name, scenario: drill.scenario, speed: drill.speed },
    ...{ startedAt: drill.startedAt, startedBy: drill.startedBy, stoppedBy: drill.stoppedBy },
    endedAt: record.resolvedAt,
  }),
  participants: drill.participants.map((id, i) => ({ id, name: people[i] ?? '' })),
  // What is still to come stays a surprise.
  steps: steps.flatMap(({ kind, sender, text, dueAt, playedAt }) =>
    playedAt === null ? [] : [{ kind, from: sender, text, at: isoTimeOrNull(dueAt) }],
  ),
  steps_left: steps.filter(({ playedAt }) => playedAt === null).length,
  debrief: record.resolvedAt === null ? null : drill.debrief,
  figures: figures.map(({ key, label, value, unit, target, isMet }) => ({
    ...{ key, label, value, unit, target, is_met: isMet },
  })),
});
