import { Hono } from 'hono';
import { type HealthCheck, listChecks } from '../../../../db/check/check.ts';
import { listCheckDays, listResults } from '../../../../db/check/result.ts';
import {
  createCheck,
  removeCheck,
  requireCheck,
  rotateCheck,
  saveCheck,
} from '../../../actions/check/check.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { CheckEdit, NewCheck } from '../../../domain/check/input.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { DAY } from '../../../domain/time/time.ts';
import { requirePermission } from '../../../http/permission.ts';
import { camelCased, snakeCased } from '../alert/case.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

const may = requirePermission('alert.edit');

const Edit = CheckEdit.omit({ expectedRevision: true });

/** Under `/pages/:page/checks`. The address of a heartbeat is answered once. */
export function manageChecks(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listChecks(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(checkShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const input = parsed(NewCheck, await givenIn(c));
    const { id, token } = await createCheck(deps, actor, page.id, input);
    return c.json({ ...(await shapeOf(c, id)), ...urlOf(c, token) }, 201);
  });
  app.get('/:check', async (c) => c.json(await shapeOf(c, c.req.param('check'))));
  app.on(['PATCH', 'PUT'], '/:check', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('check');
    const given = await givenIn(c);
    const before = await requireCheck(deps, page.id, id);
    const settings = given.settings && { ...before.settings, ...Object(given.settings) };
    await saveCheck(deps, actor, page.id, id, parsed(Edit, { ...given, settings }));
    return c.json(await shapeOf(c, id));
  });
  app.delete('/:check', may, async (c) => {
    await removeCheck(c.var.deps, c.var.actor, c.var.page.id, c.req.param('check'));
    return c.body(null, 204);
  });
  app.post('/:check/rotate', may, async (c) => {
    const { deps, actor, page } = c.var;
    const { id, token } = await rotateCheck(deps, actor, page.id, c.req.param('check'));
    return c.json({ ...(await shapeOf(c, id)), ...urlOf(c, token) });
  });
  app.get('/:check/results', async (c) => {
    const { deps, page } = c.var;
    const { id } = await requireCheck(deps, page.id, c.req.param('check'));
    const { page: place, limit } = listingOf(c);
    const found = await listResults(deps.db, id, { most: limit, from: (place - 1) * limit });
    return c.json(found.map(({ at, ok, ms, detail }) => ({ at: isoTime(at), ok, ms, detail })));
  });
  app.get('/:check/days', async (c) => {
    const { deps, page } = c.var;
    const { id } = await requireCheck(deps, page.id, c.req.param('check'));
    const days = await listCheckDays(deps.db, id, deps.clock() - 366 * DAY);
    return c.json(
      days.map(({ day, count, failed, ms, timed, slowest }) => ({
        date: isoTime(day).slice(0, 10),
        ...{ runs: count, failed },
        average_ms: timed === 0 ? null : Math.round(ms / timed),
        slowest_ms: timed === 0 ? null : slowest,
      })),
    );
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:check', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:check/rotate', onlyTakes('POST'));
  app.all('/:check/results', onlyTakes('GET', 'HEAD'));
  app.all('/:check/days', onlyTakes('GET', 'HEAD'));
  return app;
}

async function givenIn(c: AppContext): Promise<Record<string, unknown>> {
  const { settings, ...given } = camelCased(unwrap(await readBody(c), 'check'));
  const isObject = typeof settings === 'object' && settings !== null && !Array.isArray(settings);
  return {
    ...given,
    enabled: parsed(maybe(flag('enabled')), given.enabled),
    ...(settings === undefined ? {} : { settings: isObject ? camelCased(settings) : settings }),
  };
}

const urlOf = (c: AppContext, token: string | null) =>
  token === null ? {} : { url: `${c.var.deps.config.baseUrl}/hooks/checks/${token}` };

const shapeOf = async (c: AppContext, id: string) =>
  checkShape(await requireCheck(c.var.deps, c.var.page.id, id));

const isoOrNull = (at: number | null) => (at === null ? null : isoTime(at));

const checkShape = (row: HealthCheck) => ({
  ...{ id: row.id, page_id: row.pageId, name: row.name, kind: row.kind },
  ...{ component_id: row.componentId, enabled: row.disabledAt === null },
  ...{ every: row.every, timeout: row.timeout, down_after: row.downAfter, up_after: row.upAfter },
  settings: snakeCased(row.settings),
  ...{ status: row.status, since: isoOrNull(row.since), skipped_since: isoOrNull(row.skippedAt) },
  last_result:
    row.lastAt === null
      ? null
      : { at: isoTime(row.lastAt), ok: row.lastOk, ms: row.lastMs, detail: row.lastDetail },
  ...{ created_by: row.createdBy, created_at: isoTime(row.createdAt) },
  updated_at: isoTime(row.updatedAt),
});
