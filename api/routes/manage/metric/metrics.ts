import { Hono } from 'hono';
import { listMetrics, listProviders } from '../../../../db/metric/metric.ts';
import {
  clearMetric,
  createMetric,
  createProvider,
  removeMetric,
  removeProvider,
  requireMetric,
  requireProvider,
  saveMetric,
  saveProvider,
} from '../../../actions/metric/metric.ts';
import { addPoints } from '../../../actions/metric/points.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import {
  assertOwnProvider,
  metricEditIn,
  newMetricIn,
  pointsByMetric,
  pointsIn,
} from './request.ts';
import { metricShape, pointShape, providerShape } from './shape.ts';

const may = requirePermission('metric.edit');

/** Under `/pages/:page/metrics`. */
export function manageMetrics(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listMetrics(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(metricShape));
  });
  app.post('/data', may, async (c) => {
    const { deps, page } = c.var;
    const stored = await addPoints(deps, page.id, pointsByMetric(await readBody(c)));
    const data = Object.fromEntries([...stored].map(([id, all]) => [id, all.map(pointShape)]));
    return c.json({ data }, 201);
  });
  app.get('/:metric', async (c) => c.json(await shapeOf(c, c.req.param('metric'))));
  app.on(['PATCH', 'PUT'], '/:metric', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('metric');
    await saveMetric(deps, actor, page.id, id, metricEditIn(unwrap(await readBody(c), 'metric')));
    return c.json(await shapeOf(c, id));
  });
  app.delete('/:metric', may, async (c) => {
    const { deps, actor, page } = c.var;
    const before = await shapeOf(c, c.req.param('metric'));
    await removeMetric(deps, actor, page.id, before.id);
    return c.json(before);
  });
  app.post('/:metric/data', may, async (c) => {
    const { deps, page } = c.var;
    const { id } = await requireMetric(deps, page.id, c.req.param('metric'));
    const body = await readBody(c);
    const points = (await addPoints(deps, page.id, new Map([[id, pointsIn(body)]]))).get(id) ?? [];
    const [first] = points;
    const data = Array.isArray(body.data) || !first ? points.map(pointShape) : pointShape(first);
    return c.json({ data }, 201);
  });
  app.delete('/:metric/data', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('metric');
    await clearMetric(deps, actor, page.id, id);
    return c.json(await shapeOf(c, id));
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  app.all('/data', onlyTakes('POST'));
  app.all('/:metric', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:metric/data', onlyTakes('POST', 'DELETE'));
  return app;
}

/** Under `/pages/:page/metrics_providers`. */
export function metricsProviders(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listProviders(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(providerShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    assertOwnProvider(unwrap(await readBody(c), 'metrics_provider'));
    return c.json(providerShape(await createProvider(deps, actor, page.id)), 201);
  });
  app.get('/:provider', async (c) => c.json(providerShape(await providerIn(c))));
  app.on(['PATCH', 'PUT'], '/:provider', may, async (c) => {
    const { deps, actor, page } = c.var;
    const { id } = await providerIn(c);
    assertOwnProvider(unwrap(await readBody(c), 'metrics_provider'));
    await saveProvider(deps, actor, page.id, id);
    return c.json(providerShape(await providerIn(c)));
  });
  app.delete('/:provider', may, async (c) => {
    const { deps, actor, page } = c.var;
    const before = await providerIn(c);
    await removeProvider(deps, actor, page.id, before.id);
    return c.json(providerShape(before));
  });
  app.get('/:provider/metrics', async (c) => {
    const { id } = await providerIn(c);
    const all = await listMetrics(c.var.deps.db, c.var.page.id);
    const own = all.filter(({ providerId }) => providerId === id);
    return c.json(slice(own, listingOf(c)).map(metricShape));
  });
  app.post('/:provider/metrics', may, async (c) => {
    const { deps, actor, page } = c.var;
    const provider = await providerIn(c);
    const given = newMetricIn(unwrap(await readBody(c), 'metric'));
    const id = await createMetric(deps, actor, page.id, { ...given, providerId: provider.id });
    return c.json(await shapeOf(c, id), 201);
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:provider', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:provider/metrics', onlyTakes('GET', 'HEAD', 'POST'));
  return app;
}

const shapeOf = async (c: AppContext, id: string) =>
  metricShape(await requireMetric(c.var.deps, c.var.page.id, id));

/** The provider in the path. */
const providerIn = (c: AppContext) =>
  requireProvider(c.var.deps, c.var.page.id, c.req.param('provider') ?? '');
