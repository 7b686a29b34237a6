import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Audience } from '../../../api/domain/incident/incident.ts';
import type { Occurrence } from '../../../api/domain/maintenance/recurrence.ts';
import { page } from '../page/page.ts';

/** A repeating maintenance. Each window is a row of its own, created some weeks ahead. */
export const maintenanceSeries = sqliteTable(
  'maintenance_series',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** Who may see it and its windows. */
    audience: text().$type<Audience>().notNull().default('public'),
    /** RFC 5545, with an end. */
    rule: text().notNull(),
    zone: text().notNull(),
    firstAt: integer().notNull(),
    /** The template of each window. */
    occurrence: text({ mode: 'json' }).$type<Occurrence>().notNull(),
    /** All windows up to then have been created. */
    plannedTo: integer().notNull(),
    endedAt: integer(),
    /** When windows that are not created yet last changed (UTC ms); null if never. */
    changedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
  },
  (t) => [index('series_open').on(t.pageId, t.endedAt)],
);
