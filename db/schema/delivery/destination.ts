import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { subscriber } from '../page/subscriber.ts';
import type { ChannelName } from './channel.ts';

/** Signing secrets of a webhook. While one replaces another, both are valid. */
export const signingSecret = sqliteTable(
  'signing_secret',
  {
    id: text().primaryKey(),
    subscriberId: text()
      .notNull()
      .references(() => subscriber.id, { onDelete: 'cascade' }),
    /** Encrypted. */
    secret: text().notNull(),
    createdAt: integer().notNull(),
    /** UTC ms; null for the current one. */
    expiresAt: integer(),
  },
  (t) => [index('signing_secret_subscriber').on(t.subscriberId)],
);

/** The message about an incident in a chat, which is edited to the current state. */
export const chatMessage = sqliteTable(
  'chat_message',
  {
    subscriberId: text()
      .notNull()
      .references(() => subscriber.id, { onDelete: 'cascade' }),
    incidentId: text().notNull(),
    /** The service's id of the message, by which it is edited and answered. */
    messageId: text().notNull(),
    /** The text of the first update, until the second is posted below it. */
    firstUpdate: text(),
    /** The newest notification whose text was posted, though the message may not be edited yet. */
    newestNotification: text(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.subscriberId, t.incidentId] })],
);

/** A chat workspace that the page may post to with a token of its own. */
export const chatWorkspace = sqliteTable(
  'chat_workspace',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    channel: text().$type<ChannelName>().notNull(),
    /** The service's id of the workspace. */
    externalId: text().notNull(),
    name: text().notNull(),
    /** Encrypted. */
    token: text().notNull(),
    /** When the service refused the token. Nothing is posted, and nobody is unsubscribed. */
    pausedAt: integer(),
    pauseReason: text(),
    createdAt: integer().notNull(),
  },
  (t) => [index('chat_workspace_page').on(t.pageId, t.channel)],
);
