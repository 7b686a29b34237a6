import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ComponentStatus } from '../../api/domain/component/status.ts';
import { page } from './page.ts';

/** Components and groups: a group is a row with `group`, whose status is derived from its members. */
export const component = sqliteTable(
  'component',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    groupId: text(),
    group: integer({ mode: 'boolean' }).notNull().default(false),
    name: text().notNull(),
    description: text(),
    status: text().$type<ComponentStatus>().notNull().default('operational'),
    /** 1-based within its parent. */
    position: integer().notNull(),
    showcase: integer({ mode: 'boolean' }).notNull().default(true),
    onlyShowIfDegraded: integer({ mode: 'boolean' }).notNull().default(false),
    /** `YYYY-MM-DD`, from when its uptime counts. */
    startDate: text(),
    /** An import knows nothing of the time before; null where everything since its creation is known. */
    recordedSince: integer(),
    archivedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('component_page').on(t.pageId, t.archivedAt, t.position)],
);

/** One stretch of one status. `toAt` is null on the running one; uptime is computed from these. */
export const componentInterval = sqliteTable(
  'component_interval',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    componentId: text()
      .notNull()
      .references(() => component.id),
    status: text().$type<ComponentStatus>().notNull(),
    fromAt: integer().notNull(),
    toAt: integer(),
    /** The update that began it; null when the status was set by hand. */
    updateId: text(),
    /** Set where a person said later what it had been, and why: both are shown. */
    correctedAt: integer(),
    note: text(),
  },
  (t) => [index('interval_component').on(t.componentId, t.fromAt)],
);
