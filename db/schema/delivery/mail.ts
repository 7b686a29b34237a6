import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The local mailbox: mail "sent" when no provider is configured. */
export const mail = sqliteTable(
  'mail',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    idempotencyKey: text().notNull().unique(),
    to: text().notNull(),
    from: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    headers: text({ mode: 'json' }).$type<Record<string, string>>().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('mail_page').on(t.pageId, t.createdAt)],
);
