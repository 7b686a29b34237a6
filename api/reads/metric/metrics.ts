import { listChecks } from '../../../db/check/check.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listMetrics, type Metric } from '../../../db/metric/metric.ts';
import { notFound } from '../../core/problem.ts';

/** `check`: the name of the health check that it draws; null without one. */
export type MetricRow = Metric & { check: string | null };
export type MetricList = { metrics: MetricRow[]; checks: { id: string; name: string }[] };

export async function readMetrics(db: Db, pageId: string): Promise<MetricList> {
  const [metrics, checks] = await Promise.all([listMetrics(db, pageId), listChecks(db, pageId)]);
  const names = new Map(checks.map(({ id, name }) => [id, name]));
  return {
    metrics: metrics.map((one) => ({ ...one, check: names.get(one.checkId ?? '') ?? null })),
    checks: checks.map(({ id, name }) => ({ id, name })),
  };
}

export async function readMetric(db: Db, pageId: string, id: string): Promise<MetricRow> {
  const found = (await readMetrics(db, pageId)).metrics.find((one) => one.id === id);
  if (!found) throw notFound('metric');
  return found;
}
