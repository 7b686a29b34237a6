import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { CheckSettings } from '../../../api/domain/check/input.ts';
import type { CheckKind } from '../../../api/domain/check/kind.ts';
import type { RecentPart } from '../../../api/domain/check/recent.ts';
import type { CheckStatus } from '../../../api/domain/check/state.ts';
import { component } from '../page/component.ts';
import { page } from '../page/page.ts';

/** Something that this installation looks at by itself. For the team only, as all of this file. */
export const healthCheck = sqliteTable(
  'health_check',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** What its alerts are about; a rule decides what follows. */
    componentId: text().references(() => component.id, { onDelete: 'set null' }),
    name: text().notNull(),
    kind: text().$type<CheckKind>().notNull(),
    settings: text({ mode: 'json' }).$type<CheckSettings[CheckKind]>().notNull(),
    /** Minutes. */
    every: integer().notNull(),
    /** Seconds. */
    timeout: integer().notNull(),
    downAfter: integer().notNull(),
    upAfter: integer().notNull(),
    /** SHA-256 of the token in the address that a job calls. */
    tokenHash: text(),
    status: text().$type<CheckStatus>().notNull().default('unknown'),
    streak: integer().notNull().default(0),
    since: integer(),
    /** The newest result. */
    lastAt: integer(),
    lastOk: integer({ mode: 'boolean' }),
    lastMs: integer(),
    lastDetail: text().notNull().default(''),
    /** The last 24 hours, for lists. */
    recent: text({ mode: 'json' }).$type<RecentPart[]>().notNull().default([]),
    dueAt: integer().notNull(),
    /** Since when it is left out for want of requests or time; null once it ran again. */
    skippedAt: integer(),
    /** Counts runs and changes: a result of an older turn is dropped. */
    turn: integer().notNull().default(0),
    revision: integer().notNull().default(1),
    disabledAt: integer(),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('health_check_page').on(t.pageId, t.name),
    index('health_check_due').on(t.dueAt).where(sql`disabled_at is null`),
    index('health_check_component').on(t.componentId).where(sql`component_id is not null`),
    uniqueIndex('health_check_token').on(t.tokenHash).where(sql`token_hash is not null`),
  ],
);

/** One run. Kept for 30 days. */
export const checkResult = sqliteTable(
  'health_check_result',
  {
    id: integer().primaryKey(),
    checkId: text()
      .notNull()
      .references(() => healthCheck.id, { onDelete: 'cascade' }),
    at: integer().notNull(),
    ok: integer({ mode: 'boolean' }).notNull(),
    ms: integer(),
    detail: text().notNull().default(''),
  },
  (t) => [
    index('health_check_result_listed').on(t.checkId, t.at),
    index('health_check_result_old').on(t.at),
  ],
);

/** The runs of one day, UTC. Kept for a year. */
export const checkDay = sqliteTable(
  'health_check_day',
  {
    checkId: text()
      .notNull()
      .references(() => healthCheck.id, { onDelete: 'cascade' }),
    /** The start of the day, UTC ms. */
    day: integer().notNull(),
    count: integer().notNull(),
    failed: integer().notNull(),
    /** The sum and the largest of the response times, and how many there are. */
    ms: integer().notNull(),
    timed: integer().notNull(),
    slowest: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.checkId, t.day] }), index('health_check_day_old').on(t.day)],
);
