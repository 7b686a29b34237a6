import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { GroupDisplay } from '../../../api/domain/component/group-display.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';
import type { StatusCause } from '../../../api/domain/component/status-cause.ts';
import type { VendorReport } from '../../../api/domain/upstream/report.ts';
import { page } from './page.ts';

/** Components and groups. A group is a row with `group`; its status is derived from its members. */
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
    /** Of a group only. */
    groupDisplay: text().$type<GroupDisplay>().notNull().default('automatic'),
    /** `YYYY-MM-DD`, from when its uptime counts. */
    startDate: text(),
    /** The start of an imported record; null when everything since its creation is known. */
    recordedSince: integer(),
    /** Who looks after it: a name as it was written, and the member it stands for. Never public. */
    owner: text(),
    ownerId: text(),
    /** What the vendor that it follows reports; null without one. The follower writes it. */
    report: text({ mode: 'json' }).$type<VendorReport>(),
    archivedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('component_page').on(t.pageId, t.archivedAt, t.position)],
);

/** A time with one status. `toAt` is null for the current one. Uptime is computed from these. */
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
    /** What changed the status. Older rows count as set by a person, whom no machine overrules. */
    cause: text().$type<StatusCause>().notNull().default('person'),
    /** Set by a correction, with its reason; both are public. */
    correctedAt: integer(),
    note: text(),
  },
  (t) => [index('interval_component').on(t.componentId, t.fromAt)],
);
