import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChannelName } from './channel.ts';

/** One call to a provider or a destination, kept for 30 days. All instants are UTC ms. */
export const deliveryAttempt = sqliteTable(
  'delivery_attempt',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    /** Null for a test message. */
    notificationId: text(),
    batchId: text(),
    /** The one recipient; null for a call that had many. */
    subscriberId: text(),
    channel: text().$type<ChannelName>().notNull(),
    at: integer().notNull(),
    durationMs: integer().notNull(),
    /** What became of it, such as `sent`, `refused` or `unknown`. */
    outcome: text().notNull(),
    /** HTTP status of the response; null without a response. */
    status: integer(),
    /** Why it failed, and the beginning of the response. */
    error: text(),
    excerpt: text(),
    /** When it is tried again; null when it isn't. */
    nextAt: integer(),
  },
  (t) => [
    index('delivery_attempt_notification').on(t.notificationId, t.at),
    index('delivery_attempt_subscriber').on(t.subscriberId, t.at),
    index('delivery_attempt_age').on(t.at),
  ],
);
