import { and, asc, eq, gte, isNotNull, type SQL, sql } from 'drizzle-orm';
import type { ChartPart } from '../../api/domain/metric/chart.ts';
import { type Db, isFar } from '../engine/client.ts';
import {
  checkDay,
  checkResult,
  healthCheck,
  metric,
  metricHour,
  metricPoint,
} from '../schema/index.ts';

export type NamedMetric = { id: string; name: string; isOnFront: boolean };
export type ShownMetric = Awaited<ReturnType<typeof shownMetrics>>[number];

const isShown = (pageId: string | SQL) => and(eq(metric.pageId, pageId), eq(metric.display, true));

/** Metrics that readers see, for the snapshot. */
export const namedMetrics = (db: Db, pageId: string | SQL) =>
  db
    .select({ id: metric.id, name: metric.name, isOnFront: metric.isOnFront })
    .from(metric)
    .where(isShown(pageId))
    .orderBy(asc(metric.createdAt), asc(metric.id));

/** The same, with what a chart needs. */
export const shownMetrics = (db: Db, pageId: string) =>
  db
    .select({
      ...{ id: metric.id, source: metric.source, checkId: metric.checkId, name: metric.name },
      ...{ suffix: metric.suffix, description: metric.description, decimals: metric.decimals },
      ...{ low: metric.low, high: metric.high, isScaleHidden: metric.isScaleHidden },
      componentId: healthCheck.componentId,
    })
    .from(metric)
    .leftJoin(healthCheck, eq(healthCheck.id, metric.checkId))
    .where(isShown(pageId))
    .orderBy(asc(metric.createdAt), asc(metric.id));

type Part = { from: number; step: number; isLong: boolean };

type Drawn = Pick<ShownMetric, 'id' | 'source' | 'checkId'>;

/**
 * What charts are drawn from: single values of up to a week, and above those that were added up. A
 * file is read in small steps, a server at once.
 */
export async function chartPartsOf(
  db: Db,
  asked: readonly { metric: Drawn; part: Part }[],
  piece: <T>(query: () => Promise<T>) => Promise<T>,
): Promise<ChartPart[][]> {
  const queries = asked.map(({ metric, part }) => chartQuery(db, metric, part));
  if (!isFar(db)) {
    const found: ChartPart[][] = [];
    for (const query of queries) found.push(query ? await piece(async () => query) : []);
    return found;
  }
  const [first, ...others] = queries.flatMap((query) => query ?? []);
  const found: ChartPart[][] = first ? await piece(() => db.batch([first, ...others])) : [];
  return queries.map((query) => (query && found.shift()) || []);
}

/** Null for a check that is gone. */
function chartQuery(db: Db, { id, source, checkId }: Drawn, part: Part) {
  if (source === 'posted') return part.isLong ? ofHours(db, id, part) : ofPoints(db, id, part);
  if (checkId === null) return null;
  const read = part.isLong ? ofCheckDays : ofResults;
  return read(db, checkId, source === 'uptime', part);
}

const startOf = (at: SQL | typeof metricPoint.at, step: number) =>
  sql<number>`${at} - ${at} % ${sql.raw(String(step))}`.as('start');

const ofPoints = (db: Db, id: string, { from, step }: Part) =>
  db
    .select({
      at: startOf(metricPoint.at, step),
      count: sql<number>`count(*)`,
      sum: sql<number>`sum(${metricPoint.value})`,
      low: sql<number | null>`min(${metricPoint.value})`,
      high: sql<number>`max(${metricPoint.value})`,
    })
    .from(metricPoint)
    .where(and(eq(metricPoint.metricId, id), gte(metricPoint.at, from)))
    .groupBy(sql`start`)
    .orderBy(sql`start`);

const ofHours = (db: Db, id: string, { from, step }: Part) =>
  db
    .select({
      at: startOf(sql`${metricHour.hour}`, step),
      count: sql<number>`sum(${metricHour.count})`,
      sum: sql<number>`sum(${metricHour.sum})`,
      low: sql<number | null>`min(${metricHour.low})`,
      high: sql<number>`max(${metricHour.high})`,
    })
    .from(metricHour)
    .where(and(eq(metricHour.metricId, id), gte(metricHour.hour, from)))
    .groupBy(sql`start`)
    .orderBy(sql`start`);

/** Uptime is the share of runs that did not fail, in percent. */
function ofResults(db: Db, id: string, isUptime: boolean, { from, step }: Part) {
  const value = isUptime ? sql`${checkResult.ok} * 100.0` : sql`${checkResult.ms}`;
  return db
    .select({
      at: startOf(sql`${checkResult.at}`, step),
      count: sql<number>`count(${value})`,
      sum: sql<number>`sum(${value})`,
      low: sql<number | null>`min(${value})`,
      high: sql<number>`max(${value})`,
    })
    .from(checkResult)
    .where(
      and(
        eq(checkResult.checkId, id),
        gte(checkResult.at, from),
        isUptime ? undefined : isNotNull(checkResult.ms),
      ),
    )
    .groupBy(sql`start`)
    .orderBy(sql`start`);
}

/** Each day is a point. */
function ofCheckDays(db: Db, id: string, isUptime: boolean, { from }: Part) {
  const share = sql`(${checkDay.count} - ${checkDay.failed}) * 100.0`;
  return db
    .select({
      at: checkDay.day,
      count: isUptime ? checkDay.count : checkDay.timed,
      sum: isUptime ? sql<number>`${share}` : checkDay.ms,
      low: isUptime ? sql<number | null>`${share} / ${checkDay.count}` : sql<number | null>`null`,
      high: isUptime ? sql<number>`${share} / ${checkDay.count}` : checkDay.slowest,
    })
    .from(checkDay)
    .where(
      and(
        eq(checkDay.checkId, id),
        gte(checkDay.day, from),
        isUptime ? undefined : sql`${checkDay.timed} > 0`,
      ),
    )
    .orderBy(asc(checkDay.day));
}
