import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DeliveryState } from './batch.ts';

export type DirectMail = typeof directMail.$inferSelect;

/**
 * The kind of a message that is posted to a destination, such as a request to confirm. Its `to` is
 * the subscriber's `email`, and its `text` the parts of the message as JSON.
 */
export const DESTINATION_NOTICE = 'destination';

/** What its template writes. */
export type MailText = Pick<DirectMail, 'senderName' | 'subject' | 'html' | 'text'>;

/**
 * One mail to one person: a confirmation, a reminder, or a notice to the team. Sent reliably, like
 * a notification.
 */
export const directMail = sqliteTable(
  'letter',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    kind: text().notNull(),
    to: text().notNull(),
    /** The name of the sender where the operator set none; the previous version writes none. */
    senderName: text(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    state: text().$type<DeliveryState>().notNull().default('ready'),
    dueAt: integer().notNull(),
    attempts: integer().notNull().default(0),
    firstSentAt: integer(),
    leaseToken: text(),
    leaseHolder: text(),
    lastCode: text(),
    lastError: text(),
    createdAt: integer().notNull(),
    sentAt: integer(),
  },
  (t) => [index('letter_claim').on(t.dueAt).where(sql`state in ('ready', 'leased')`)],
);
