import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AlertLink, AlertStatus } from '../../../api/domain/alert/inbound.ts';
import type { AlertMapping } from '../../../api/domain/alert/mapping.ts';
import type { AlertOutcome } from '../../../api/domain/alert/rule-facts.ts';
import type { StoredSourceKind } from '../../../api/domain/alert/source.ts';
import { page } from '../page/page.ts';

/** A monitoring system that posts alerts to an address of its own. For the team only. */
export const alertSource = sqliteTable(
  'alert_source',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    name: text().notNull(),
    kind: text().$type<StoredSourceKind>().notNull(),
    /** SHA-256 of the token in the address. */
    tokenHash: text().notNull().unique(),
    /** Encrypted. With one, each delivery must be signed by it or carry it. */
    secret: text(),
    /** Where a generic sender has its fields. */
    mapping: text({ mode: 'json' }).$type<AlertMapping>().notNull().default({}),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    /** When a delivery was last accepted. */
    lastSeenAt: integer(),
    disabledAt: integer(),
  },
  (t) => [
    index('alert_source_page').on(t.pageId),
    // The checks of a page are one source.
    uniqueIndex('alert_source_checks').on(t.pageId).where(sql`kind = 'check'`),
  ],
);

/** One problem as its sender tells it, from start to end. Repeated deliveries are the same row. */
export const alert = sqliteTable(
  'alert',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    sourceId: text()
      .notNull()
      .references(() => alertSource.id, { onDelete: 'cascade' }),
    /** The sender's key of the problem, which may come back; `episode` is the time it came. */
    fingerprint: text().notNull(),
    episode: text().notNull(),
    groupKey: text().notNull(),
    status: text().$type<AlertStatus>().notNull(),
    title: text().notNull(),
    severity: text().notNull().default(''),
    labels: text({ mode: 'json' }).$type<Record<string, string>>().notNull().default({}),
    annotations: text({ mode: 'json' }).$type<Record<string, string>>().notNull().default({}),
    links: text({ mode: 'json' }).$type<AlertLink[]>().notNull().default([]),
    startsAt: integer().notNull(),
    endsAt: integer(),
    acknowledgedAt: integer(),
    /** Orders what the sender said about the alert, which arrives in any order. UTC ms. */
    changedAt: integer().notNull(),
    firstSeenAt: integer().notNull(),
    lastSeenAt: integer().notNull(),
    /** How many deliveries contained it. */
    received: integer().notNull().default(1),
    /** The beginning of the delivery that brought it. */
    excerpt: text().notNull().default(''),
    /** When rules look at it next; null where nothing can follow but a change. */
    dueAt: integer(),
    /** Counts changes and decisions: a decision about an older one fails. */
    turn: integer().notNull().default(0),
    /** The newest decision, and the alerts that it was taken together with. */
    outcome: text().$type<AlertOutcome>(),
    groupId: text(),
  },
  (t) => [
    uniqueIndex('alert_episode').on(t.sourceId, t.fingerprint, t.episode),
    index('alert_listed').on(t.pageId, t.firstSeenAt, t.id),
    index('alert_open').on(t.pageId, t.status),
    index('alert_due').on(t.dueAt).where(sql`due_at is not null`),
    index('alert_grouped').on(t.groupId).where(sql`group_id is not null`),
  ],
);

/** A delivery that brought no alert, and why. The newest of each source are kept. */
export const alertDelivery = sqliteTable(
  'alert_delivery',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    sourceId: text()
      .notNull()
      .references(() => alertSource.id, { onDelete: 'cascade' }),
    /** Of the body and the reason: the same again is counted, and no other row. */
    hash: text().notNull(),
    outcome: text().$type<'refused' | 'ignored'>().notNull(),
    reason: text().notNull(),
    excerpt: text().notNull().default(''),
    firstAt: integer().notNull(),
    lastAt: integer().notNull(),
    received: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex('alert_delivery_hash').on(t.sourceId, t.hash),
    index('alert_delivery_listed').on(t.pageId, t.lastAt),
  ],
);
