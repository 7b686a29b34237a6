import { sql } from 'drizzle-orm';
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
/** Which of the page's events a subscriber hears of. */
export type SubscribedKinds = 'all' | 'incidents' | 'maintenance';
/** Every update, or one message at the start and a summary of all updates at the end. */
export type Detail = 'every' | 'start-and-end';
/** Who added the subscriber: themselves, a member of the team, or an import. */
export type SubscriberSource = 'self' | 'team' | 'import';

/**
 * One destination: a mailbox, or an address of another channel. Links to a subscriber carry an HMAC
 * (api/auth/link.ts): no secret is stored.
 */
export const subscriber = sqliteTable(
  'subscriber',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** Does not change: leaving one channel and joining another makes two subscribers. */
    channel: text().notNull().default('email'),
    /** The mailbox, in lower case, otherwise as typed. On other channels `CHANNEL:HASH` of the address. */
    email: text().notNull(),
    /** The address on another channel, such as a webhook's URL, encrypted; null for email. */
    address: text(),
    /** What lists show in place of the address. */
    label: text(),
    /** Who is notified by email when a destination of another channel fails. */
    contactEmail: text(),
    /** Keyed hash of the host of `address`: hosts are limited one by one. */
    hostKey: text(),
    state: text().$type<SubscriberState>().notNull(),
    allComponents: integer({ mode: 'boolean' }).notNull().default(true),
    kinds: text().$type<SubscribedKinds>().notNull().default('all'),
    detail: text().$type<Detail>().notNull().default('every'),
    /** Language of their messages; null for the page's. */
    locale: text().$type<Locale>(),
    /** IANA name of the zone of times in their messages; null for the page's. */
    zone: text(),
    source: text().$type<SubscriberSource>().notNull().default('self'),
    /** How consent was given, as an import states it. */
    consent: text(),
    /** A mailing list: one member can't unsubscribe all others, so leaving is confirmed by mail. */
    isList: integer({ mode: 'boolean' }).notNull().default(false),
    /** Increased by unsubscribing, which invalidates older links. */
    epoch: integer().notNull().default(1),
    confirmedAt: integer(),
    unsubscribedAt: integer(),
    /** Bounces for a temporary reason, such as a full mailbox. */
    transientBounces: integer().notNull().default(0),
    /** How often in a row a server did not know this address. */
    noSuchAddress: integer().notNull().default(0),
    /** Since when every delivery to the destination failed; null while it works. */
    failingSince: integer(),
    /** Nothing is sent to a quarantined destination. */
    quarantinedAt: integer(),
    quarantineReason: text(),
    /** Why a member of the team removed the subscriber. */
    removedReason: text(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('subscriber_email').on(t.pageId, t.email),
    index('subscriber_plan').on(t.pageId, t.state, t.id),
    index('subscriber_locale').on(t.pageId, t.locale),
    index('subscriber_digest').on(t.pageId).where(sql`detail = 'start-and-end'`),
    index('subscriber_channel').on(t.pageId, t.channel, t.state, t.quarantinedAt),
    // Lists: all, by state, by channel, and the few that are quarantined.
    index('subscriber_newest').on(t.pageId, t.createdAt, t.id),
    index('subscriber_state_newest').on(t.pageId, t.state, t.createdAt, t.id),
    index('subscriber_channel_newest').on(t.pageId, t.channel, t.createdAt, t.id),
    index('subscriber_quarantined')
      .on(t.pageId, t.createdAt, t.id)
      .where(sql`quarantined_at is not null`),
  ],
);

export type SubscriptionTarget = 'component' | 'group' | 'incident';

/** What a subscriber who did not choose everything follows. A group includes later components. */
export const subscription = sqliteTable(
  'subscription',
  {
    subscriberId: text()
      .notNull()
      .references(() => subscriber.id, { onDelete: 'cascade' }),
    /** The id of the target, which need not be a component. */
    componentId: text().notNull(),
    target: text().$type<SubscriptionTarget>().notNull().default('component'),
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
