import { eq, lt, sql } from 'drizzle-orm';
import type { Point } from '../../api/domain/metric/points.ts';
import { HOUR } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { metric, metricHour, metricPoint } from '../schema/index.ts';

/**
 * Stores points and counts their hours again. That is exact after a correction too, since all that
 * can be posted lies within the time for which single points are kept.
 */
export function storePoints(metricId: string, points: readonly Point[]): Statement[] {
  if (points.length === 0) return [];
  const rows = JSON.stringify(points.map(({ at, value }) => [at, value]));
  const hours = [...new Set(points.map(({ at }) => at - (at % HOUR)))].sort((a, b) => a - b);
  const [from = 0, last = 0] = [hours[0], hours.at(-1)];
  return [
    plain(sql`insert into metric_point (metric_id, at, value)
      select ${metricId}, json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${rows}) where true
      on conflict (metric_id, at) do update set value = excluded.value`),
    plain(sql`insert into metric_hour (metric_id, hour, count, sum, low, high)
      select metric_id, at - at % ${HOUR} as hour, count(*), sum(value), min(value), max(value)
      from metric_point where metric_id = ${metricId} and at >= ${from} and at < ${last + HOUR}
        and at - at % ${HOUR} in (select value from json_each(${JSON.stringify(hours)}))
      group by hour
      on conflict (metric_id, hour) do update set
        count = excluded.count, sum = excluded.sum, low = excluded.low, high = excluded.high`),
  ];
}

/** Deletes all data of a metric. */
export const clearPoints = (db: Db, metricId: string): Statement[] => [
  db.delete(metricPoint).where(eq(metricPoint.metricId, metricId)),
  db.delete(metricHour).where(eq(metricHour.metricId, metricId)),
  db.update(metric).set({ newestAt: null }).where(eq(metric.id, metricId)),
];

/** Single points of before `before`. */
export const oldPoints = (db: Db, before: number): Statement =>
  db.delete(metricPoint).where(lt(metricPoint.at, before));

/** Hours of before `before`. */
export const oldMetricHours = (db: Db, before: number): Statement =>
  db.delete(metricHour).where(lt(metricHour.hour, before));
