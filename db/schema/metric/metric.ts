import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { MetricSource } from '../../../api/domain/metric/source.ts';
import { healthCheck } from '../check/check.ts';
import { page } from '../page/page.ts';

/** What scripts send data for, in Statuspage's words. Only its kind “Self” exists here. */
export const metricsProvider = sqliteTable(
  'metrics_provider',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('metrics_provider_page').on(t.pageId)],
);

/** A chart. Readers see it while `display` is set. */
export const metric = sqliteTable(
  'metric',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    providerId: text()
      .notNull()
      .references(() => metricsProvider.id, { onDelete: 'cascade' }),
    source: text().$type<MetricSource>().notNull(),
    /** Whose runs are drawn; null where data is posted, and once the check is deleted. */
    checkId: text().references(() => healthCheck.id, { onDelete: 'set null' }),
    name: text().notNull(),
    /** A unit such as `ms`. */
    suffix: text().notNull().default(''),
    description: text().notNull().default(''),
    /** Ends of the scale; null where the data decides. */
    low: real(),
    high: real(),
    isScaleHidden: integer({ mode: 'boolean' }).notNull().default(false),
    decimals: integer().notNull(),
    display: integer({ mode: 'boolean' }).notNull(),
    isOnFront: integer({ mode: 'boolean' }).notNull(),
    /** The newest posted point. */
    newestAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('metric_page').on(t.pageId, t.createdAt),
    index('metric_provider').on(t.providerId),
    index('metric_check').on(t.checkId),
  ],
);

/** A posted value. Kept for 30 days. */
export const metricPoint = sqliteTable(
  'metric_point',
  {
    metricId: text()
      .notNull()
      .references(() => metric.id, { onDelete: 'cascade' }),
    /** UTC ms, a multiple of 30 seconds. */
    at: integer().notNull(),
    value: real().notNull(),
  },
  (t) => [primaryKey({ columns: [t.metricId, t.at] }), index('metric_point_old').on(t.at)],
);

/** The posted values of one hour, UTC. Kept for a year. */
export const metricHour = sqliteTable(
  'metric_hour',
  {
    metricId: text()
      .notNull()
      .references(() => metric.id, { onDelete: 'cascade' }),
    hour: integer().notNull(),
    count: integer().notNull(),
    sum: real().notNull(),
    low: real().notNull(),
    high: real().notNull(),
  },
  (t) => [primaryKey({ columns: [t.metricId, t.hour] }), index('metric_hour_old').on(t.hour)],
);
