import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { page } from './page.ts';

export type SubscriberState = 'pending' | 'active' | 'unsubscribed';

/** Links to a subscriber carry an HMAC (api/auth/link.ts): no secret is stored. */
export const subscriber = sqliteTable(
  'subscriber',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** In lower case, otherwise as typed. */
    email: text().notNull(),
    state: text().$type<SubscriberState>().notNull(),
    allComponents: integer({ mode: 'boolean' }).notNull().default(true),
    /** Language of their mail; null for the page's. */
    locale: text().$type<Locale>(),
    /** Increased by unsubscribing, which invalidates older links. */
    epoch: integer().notNull().default(1),
    confirmedAt: integer(),
    unsubscribedAt: integer(),
    /** Bounces for a temporary reason, such as a full mailbox. */
    transientBounces: integer().notNull().default(0),
    /** How often in a row a server did not know this address. */
    noSuchAddress: integer().notNull().default(0),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('subscriber_email').on(t.pageId, t.email),
    index('subscriber_plan').on(t.pageId, t.state, t.id),
    index('subscriber_locale').on(t.pageId, t.locale),
  ],
);

/** The components of a subscriber who did not choose all. */
export const subscription = sqliteTable(
  'subscription',
  {
    subscriberId: text()
      .notNull()
      .references(() => subscriber.id, { onDelete: 'cascade' }),
    componentId: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subscriberId, t.componentId] }),
    index('subscription_component').on(t.componentId),
  ],
);

/** Addresses that must not be written to, as hashes. `pageId` null: on every page. */
export const suppression = sqliteTable(
  'suppression',
  {
    id: text().primaryKey(),
    pageId: text(),
    addressHash: text().notNull(),
    reason: text().notNull(),
    sourceEvent: text().unique(),
    createdAt: integer().notNull(),
  },
  (t) => [index('suppression_address').on(t.addressHash)],
);

/** Webhook events of a provider, so that each counts once. */
export const inboundEvent = sqliteTable(
  'inbound_event',
  {
    provider: text().notNull(),
    eventId: text().notNull(),
    receivedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.eventId] })],
);

/** Attempts per key (an address, a network) in the time window that ends at `until`. */
export const attempt = sqliteTable('attempt', {
  key: text().primaryKey(),
  count: integer().notNull(),
  until: integer().notNull(),
});
