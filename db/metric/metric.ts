import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { metric, metricsProvider } from '../schema/index.ts';

export type Metric = typeof metric.$inferSelect;
export type MetricsProvider = typeof metricsProvider.$inferSelect;

export const listProviders = (db: Db, pageId: string): Promise<MetricsProvider[]> =>
  db
    .select()
    .from(metricsProvider)
    .where(eq(metricsProvider.pageId, pageId))
    .orderBy(asc(metricsProvider.createdAt), asc(metricsProvider.id));

export const insertProvider = (db: Db, row: typeof metricsProvider.$inferInsert): Statement =>
  db.insert(metricsProvider).values(row);

export const touchProvider = (db: Db, id: string, now: number): Statement =>
  db.update(metricsProvider).set({ updatedAt: now }).where(eq(metricsProvider.id, id));

/** With its metrics and their data. */
export const deleteProvider = (db: Db, id: string): Statement =>
  db.delete(metricsProvider).where(eq(metricsProvider.id, id));

/** In the order in which they were added. */
export const listMetrics = (db: Db, pageId: string): Promise<Metric[]> =>
  db
    .select()
    .from(metric)
    .where(eq(metric.pageId, pageId))
    .orderBy(asc(metric.createdAt), asc(metric.id));

export async function findMetric(db: Db, pageId: string, id: string): Promise<Metric | null> {
  const isNamed = and(eq(metric.pageId, pageId), eq(metric.id, id));
  const [row] = await db.select().from(metric).where(isNamed);
  return row ?? null;
}

export const findMetrics = (db: Db, pageId: string, ids: readonly string[]): Promise<Metric[]> =>
  db
    .select()
    .from(metric)
    .where(and(eq(metric.pageId, pageId), inArray(metric.id, [...ids])));

export const insertMetric = (db: Db, row: typeof metric.$inferInsert): Statement =>
  db.insert(metric).values(row);

/** Fails the whole batch unless the metric is still at revision `expected`. */
export const updateMetric = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Metric>,
): Statement =>
  db
    .update(metric)
    .set({ ...changes, revision: nextRevision(metric.revision, expected) })
    .where(eq(metric.id, id));

export const noteNewest = (db: Db, id: string, at: number): Statement =>
  db
    .update(metric)
    .set({ newestAt: sql`max(coalesce(${metric.newestAt}, 0), ${at})` })
    .where(eq(metric.id, id));

/** With its data. */
export const deleteMetric = (db: Db, id: string): Statement =>
  db.delete(metric).where(eq(metric.id, id));
