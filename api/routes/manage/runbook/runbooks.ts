import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import { countRunsOf } from '../../../../db/runbook/run.ts';
import { listRunbooks, listRunbookVersions, type Runbook } from '../../../../db/runbook/runbook.ts';
import {
  archiveRunbook,
  createRunbook,
  decideAutomation,
  requireRunbook,
  restoreRunbook,
  saveRunbook,
} from '../../../actions/runbook/runbook.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { automationDecisions } from '../../../domain/runbook/automation.ts';
import { matchesSearch, RunbookContent } from '../../../domain/runbook/runbook.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readReadiness } from '../../../reads/runbook/library.ts';
import { readBody, unwrap } from '../request/body.ts';
import { emptyAsNull, oneOf, parsed, textField } from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { runbookIn } from './request.ts';
import { runbookRuns } from './runs.ts';
import { readinessShape, runbookShape, versionShape } from './shape.ts';

const may = requirePermission('runbook.edit');
const Filter = z.object({ component: textField('component').optional() });
const Automation = z.object({
  decision: emptyAsNull(oneOf('decision', automationDecisions)),
});
const Version = z.coerce.number().int().catch(0);

/** Under `/pages/:page/runbooks`. */
export function runbooks(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { q, ...listing } = listingOf(c);
    const { component } = parsed(Filter, c.req.query());
    const found = (await listRunbooks(deps.db, page.id)).filter(
      (one) =>
        (!q || matchesSearch(one, q)) && (!component || one.componentIds.includes(component)),
    );
    return c.json(await shapes(c, slice(found, listing)));
  });

  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const body = await readBody(c);
    const input = parsed(RunbookContent, await runbookIn(c, unwrap(body, 'runbook')));
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    return c.json(
      await shown(c, await createRunbook(deps, actor, page.id, input, idempotencyKey)),
      201,
    );
  });

  app.get('/:runbook', async (c) => c.json(await shown(c, c.req.param('runbook'))));

  app.on(['PATCH', 'PUT'], '/:runbook', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('runbook');
    const patch = await runbookIn(c, unwrap(await readBody(c), 'runbook'));
    await saveRunbook(deps, actor, page.id, id, patch);
    return c.json(await shown(c, id));
  });

  app.delete('/:runbook', may, async (c) => {
    await archiveRunbook(c.var.deps, c.var.actor, c.var.page.id, c.req.param('runbook'));
    return c.body(null, 204);
  });

  app.get('/:runbook/versions', async (c) => {
    const { deps, page } = c.var;
    const { id } = await requireRunbook(deps, page.id, c.req.param('runbook'));
    const all = await listRunbookVersions(deps.db, id, 1000);
    return c.json(slice(all, listingOf(c)).map(versionShape));
  });

  app.post('/:runbook/versions/:version/restore', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('runbook');
    await restoreRunbook(deps, actor, page.id, id, Version.parse(c.req.param('version')));
    return c.json(await shown(c, id));
  });

  app.put('/:runbook/automation', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('runbook');
    const { decision } = parsed(Automation, unwrap(await readBody(c), 'automation'));
    await decideAutomation(deps, actor, page.id, id, decision);
    return c.json(await shown(c, id));
  });

  app.route('/:runbook/runs', runbookRuns());
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:runbook', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:runbook/versions', onlyTakes('GET', 'HEAD'));
  app.all('/:runbook/versions/:version/restore', onlyTakes('POST'));
  app.all('/:runbook/automation', onlyTakes('PUT'));
  return app;
}

/** Under `/pages/:page/readiness`: whether each component has an owner and a runbook. */
export function readiness(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { components } = await readReadiness(c.var.deps.db, c.var.page.id);
    return c.json(slice(components, listingOf(c)).map(readinessShape));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

async function shown(c: AppContext, id: string) {
  const { deps, page } = c.var;
  const [shape] = await shapes(c, [await requireRunbook(deps, page.id, id)]);
  return shape;
}

async function shapes(c: AppContext, rows: readonly Runbook[]) {
  const { deps, page } = c.var;
  const [components, counts] = await Promise.all([
    listComponents(deps.db, page.id),
    countRunsOf(deps.db, page.id),
  ]);
  const runsOf = (id: string) => counts.find(({ runbookId }) => runbookId === id)?.runs ?? 0;
  return rows.map((row) => runbookShape(row, { components, runs: runsOf(row.id) }));
}
