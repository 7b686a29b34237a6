import { findCheck } from '../../../db/check/check.ts';
import {
  deleteMetric,
  deleteProvider,
  findMetric,
  insertMetric,
  insertProvider,
  listMetrics,
  listProviders,
  type Metric,
  type MetricsProvider,
  touchProvider,
  updateMetric,
} from '../../../db/metric/metric.ts';
import { clearPoints } from '../../../db/metric/point.ts';
import { notFound, refused } from '../../core/problem.ts';
import type { MetricEdit, NewMetric } from '../../domain/metric/input.ts';
import { measuredUnits } from '../../domain/metric/source.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh, type Change, commit, type Publisher } from '../commit.ts';
import { commitInternal } from '../draft/commit-internal.ts';

const MAX_METRICS = 100;
const MAX_PROVIDERS = 20;
/** Charts that readers see: each is a query when the page is drawn. */
export const MAX_SHOWN = 20;

export async function createProvider(deps: Publisher, actor: Actor, pageId: string) {
  const others = await listProviders(deps.db, pageId);
  if (others.length >= MAX_PROVIDERS)
    throw refused({ type: `A page can have at most ${MAX_PROVIDERS} providers.` });
  const at = deps.clock();
  const row = { id: deps.newId(), pageId, createdAt: at, updatedAt: at };
  const after = { type: 'Self' };
  await commitInternal(
    deps,
    { ...about(pageId, actor, at, 'metrics_provider', row.id), action: 'create', after },
    [insertProvider(deps.db, row)],
  );
  return row;
}

/** There is nothing to change but the time: only kind “Self” exists. */
export async function saveProvider(deps: Publisher, actor: Actor, pageId: string, id: string) {
  await requireProvider(deps, pageId, id);
  const at = deps.clock();
  await commitInternal(
    deps,
    { ...about(pageId, actor, at, 'metrics_provider', id), action: 'edit', after: {} },
    [touchProvider(deps.db, id, at)],
  );
}

/** With its metrics and their data. */
export async function removeProvider(deps: Publisher, actor: Actor, pageId: string, id: string) {
  await requireProvider(deps, pageId, id);
  const metrics = (await listMetrics(deps.db, pageId)).filter((one) => one.providerId === id);
  const before = { metrics: metrics.map(({ name }) => name) };
  await commit(
    deps,
    {
      ...about(pageId, actor, deps.clock(), 'metrics_provider', id),
      ...{ action: 'delete', before },
    },
    [deleteProvider(deps.db, id)],
  );
}

/** Without a provider, it belongs to the page's first one, which is made where there is none. */
export async function createMetric(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { providerId, ...given }: NewMetric & { providerId?: string },
): Promise<string> {
  const others = await listMetrics(deps.db, pageId);
  if (others.length >= MAX_METRICS)
    throw refused({ name: `A page can have at most ${MAX_METRICS} metrics.` });
  if (given.display) assertRoom(others);
  if (given.checkId !== null && !(await findCheck(deps.db, pageId, given.checkId)))
    throw refused({ checkId: 'Choose a health check of this page.' });
  const at = deps.clock();
  const [first] = await listProviders(deps.db, pageId);
  const made =
    first || providerId ? null : { id: deps.newId(), pageId, createdAt: at, updatedAt: at };
  const row = {
    ...{ id: deps.newId(), pageId, ...given, createdAt: at, updatedAt: at },
    suffix: given.suffix || measuredUnits[given.source],
    checkId: given.source === 'posted' ? null : given.checkId,
    providerId: providerId ?? first?.id ?? made?.id ?? '',
  };
  await commit(
    deps,
    { ...about(pageId, actor, at, 'metric', row.id), action: 'create', after: given },
    [...(made ? [insertProvider(deps.db, made)] : []), insertMetric(deps.db, row)],
  );
  return row.id;
}

export async function saveMetric(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  { expectedRevision, ...fields }: MetricEdit,
): Promise<void> {
  const before = await requireMetric(deps, pageId, id);
  assertFresh(before.revision, expectedRevision);
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Metric>;
  const after = { ...before, ...given };
  if (after.low !== null && after.high !== null && after.low >= after.high)
    throw refused({ high: 'The end of the scale must be above its start.' });
  if (after.display && !before.display) assertRoom(await listMetrics(deps.db, pageId));
  const at = deps.clock();
  await commit(
    deps,
    { ...about(pageId, actor, at, 'metric', id), action: 'edit', before, after: given },
    [updateMetric(deps.db, id, before.revision, { ...given, updatedAt: at })],
  );
}

/** Deletes all data that was sent. */
export async function clearMetric(deps: Publisher, actor: Actor, pageId: string, id: string) {
  const { name } = await requireMetric(deps, pageId, id);
  await commitInternal(
    deps,
    { ...about(pageId, actor, deps.clock(), 'metric', id), action: 'clear', after: { name } },
    clearPoints(deps.db, id),
  );
}

/** With its data; the runs of a check stay. */
export async function removeMetric(deps: Publisher, actor: Actor, pageId: string, id: string) {
  const before = await requireMetric(deps, pageId, id);
  await commit(
    deps,
    { ...about(pageId, actor, deps.clock(), 'metric', id), action: 'delete', before },
    [deleteMetric(deps.db, id)],
  );
}

export async function requireMetric(
  { db }: Pick<Publisher, 'db'>,
  pageId: string,
  id: string,
): Promise<Metric> {
  const found = await findMetric(db, pageId, id);
  if (!found) throw notFound('metric');
  return found;
}

export async function requireProvider(
  { db }: Pick<Publisher, 'db'>,
  pageId: string,
  id: string,
): Promise<MetricsProvider> {
  const found = (await listProviders(db, pageId)).find((one) => one.id === id);
  if (!found) throw notFound('metrics provider');
  return found;
}

function assertRoom(others: readonly Metric[]): void {
  if (others.filter(({ display }) => display).length >= MAX_SHOWN)
    throw refused({ display: `A page can show at most ${MAX_SHOWN} metrics. Hide another one.` });
}

const about = (
  pageId: string,
  actor: Actor,
  at: number,
  subject: 'metric' | 'metrics_provider',
  subjectId: string,
) => ({ pageId, actor, at, subject, subjectId }) satisfies Partial<Change>;
