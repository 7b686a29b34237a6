import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { ChangeKind, ChangeOutcome } from '../../../api/domain/change/change.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** What changed in the systems behind a page, such as a deployment. For the team only. */
export const systemChange = sqliteTable(
  'system_change',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    kind: text().$type<ChangeKind>().notNull(),
    /** What was changed, such as “payments v412”. */
    ref: text().notNull().default(''),
    /** Who made it, as the sender names them. */
    by: text().notNull().default(''),
    url: text(),
    at: integer().notNull(),
    componentIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    environment: text().notNull().default(''),
    /** Null where the sender does not say. */
    outcome: text().$type<ChangeOutcome>(),
    /** Which token or webhook reported it. */
    source: text().notNull(),
    /** The sender's own ID: several events about one deployment are one row. */
    externalId: text(),
    /** Orders the events about one deployment, which arrive in any order. */
    externalOrder: integer().notNull().default(0),
    createdAt: integer().notNull(),
  },
  (t) => [
    index('system_change_at').on(t.pageId, t.at),
    uniqueIndex('system_change_external')
      .on(t.pageId, t.externalId)
      .where(sql`external_id is not null`),
  ],
);

/** A change that somebody suspects of having caused an incident. */
export const suspectChange = sqliteTable(
  'suspect_change',
  {
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    changeId: text()
      .notNull()
      .references(() => systemChange.id, { onDelete: 'cascade' }),
    by: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.changeId] })],
);

/** The webhook of a page for GitHub. Its secret is derived from SECRET_KEY and `nonce`, and stored nowhere. */
export const gitHubHook = sqliteTable('github_hook', {
  pageId: text()
    .primaryKey()
    .references(() => page.id),
  nonce: text().notNull(),
  /** Environments that count; empty: all that are not transient, such as previews. */
  environments: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  createdAt: integer().notNull(),
  lastAt: integer(),
  /** What became of the last delivery, in one sentence. */
  lastOutcome: text(),
});
