import { integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { page } from '../page/page.ts';

/** Severity of a monitoring alert, and who is notified. For the team only. */
export const alertRoute = sqliteTable(
  'alert_route',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    name: text().notNull(),
    condition: text().notNull(),
    severity: text().notNull(),
    route: text().notNull(),
    position: integer().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('alert_route_name').on(t.pageId, t.name)],
);

/** What the IDs of another system mean here, so that a second import finds the same people. */
export const onCallAlias = sqliteTable(
  'on_call_alias',
  {
    pageId: text()
      .notNull()
      .references(() => page.id),
    kind: text().$type<'user' | 'schedule'>().notNull(),
    externalId: text().notNull(),
    /** A member or a schedule. */
    targetId: text().notNull(),
    /** Who it is, as the file says. */
    note: text().notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.kind, t.externalId] })],
);
