import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type {
  ActionItemKind,
  ActionItemState,
} from '../../../api/domain/action-item/action-item.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** What is to be done after an incident, or a temporary fix that is to be removed. For the team only. */
export const actionItem = sqliteTable(
  'action_item',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** Null for one that belongs to no incident, such as automating a runbook. */
    incidentId: text().references(() => incident.id, { onDelete: 'cascade' }),
    kind: text().$type<ActionItemKind>().notNull(),
    title: text().notNull(),
    ownerId: text(),
    /** The owner's name at that time: they may leave the team. */
    ownerName: text().notNull().default(''),
    /** The end of the due day in the page's time zone. */
    dueAt: integer(),
    ticketUrl: text().notNull().default(''),
    state: text().$type<ActionItemState>().notNull().default('open'),
    /** Why it was dropped. */
    reason: text().notNull().default(''),
    /** What proposed it, such as `event:` and its id; null where a person thought of it. */
    origin: text(),
    createdBy: text().notNull(),
    closedBy: text(),
    closedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('action_item_page').on(t.pageId, t.state, t.dueAt),
    index('action_item_incident').on(t.incidentId),
    uniqueIndex('action_item_origin').on(t.pageId, t.origin).where(sql`origin is not null`),
  ],
);
