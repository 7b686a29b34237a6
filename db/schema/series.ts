import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Occurrence } from '../../api/domain/maintenance/recurrence.ts';
import { page } from './page.ts';

/** A maintenance that comes again. Each occurrence is an entry of its own, made some weeks ahead. */
export const maintenanceSeries = sqliteTable(
  'maintenance_series',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** RFC 5545, with an end. */
    rule: text().notNull(),
    zone: text().notNull(),
    firstAt: integer().notNull(),
    /** What each occurrence is made of. */
    occurrence: text({ mode: 'json' }).$type<Occurrence>().notNull(),
    /** Every occurrence up to then has been made. */
    plannedTo: integer().notNull(),
    endedAt: integer(),
    /** When windows that are still to be made last changed (UTC ms); null since it was created. */
    changedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (t) => [index('series_open').on(t.pageId, t.endedAt)],
);
