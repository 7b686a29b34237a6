import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Locale } from '../../api/domain/text/locale.ts';

export type NotificationState =
  | 'held'
  | 'planning'
  | 'sending'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'superseded'
  | 'needs_operator';
export type Guard = 'quiet' | 'many' | 'answered';
export type Translated = Partial<Record<Locale, { subject: string; html: string; text: string }>>;

/** A promise to tell: written in the same batch as the update. The text is frozen once, at planning. */
export const notification = sqliteTable(
  'notification',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text().notNull(),
    updateId: text().notNull(),
    kind: text().notNull().default('update'),
    state: text().$type<NotificationState>().notNull(),
    /** Ids of the affected components; null tells only those who chose all. */
    componentIds: text({ mode: 'json' }).$type<string[] | null>(),
    /** Who had confirmed by then is told. */
    cutAt: integer().notNull(),
    /** Until then its publisher may stop it. Database clock, ms. */
    holdUntil: integer().notNull(),
    /** When it was last sent from, or let go by a person: what is quiet for long asks a person. */
    aliveAt: integer().notNull().default(0),
    /** The newer notification of the same incident that says what this one would have said. */
    supersededBy: text(),
    /** Why a person is asked before it goes out, and that one has said yes. */
    guard: text().$type<Guard>(),
    /** When its text was made, and with it who is told. Database clock, ms. */
    startedAt: integer(),
    /** Whole mail but for each person's links: whatever is configured later, a retry is identical. */
    from: text(),
    subject: text(),
    html: text(),
    text: text(),
    /** The same in the other languages that somebody of the page is written to in. */
    translated: text({ mode: 'json' }).$type<Translated | null>(),
    /** Id of the last subscriber planned; null before the first. */
    planCursor: text(),
    planned: integer().notNull().default(0),
    sent: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    suppressed: integer().notNull().default(0),
    unknown: integer().notNull().default(0),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    uniqueIndex('notification_update').on(t.updateId, t.kind),
    index('notification_todo').on(t.state, t.holdUntil).where(sql`state in ('held', 'planning')`),
    index('notification_incident').on(t.incidentId),
    index('notification_page').on(t.pageId, t.createdAt),
  ],
);
