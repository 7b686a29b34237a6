import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The name of a channel in the columns `channel`. Each has its own rate limit. */
export type ChannelName = string;
/** The channel of subscribers' addresses, of complaints and of the message columns of `notification`. */
export const EMAIL: ChannelName = 'email';
/** The rate limit of mails to one person, which wait for no fan-out. */
export const DIRECT_MAIL: ChannelName = 'letter';

/** Rate limit and circuit breaker of a channel, shared by every process that sends. */
export const channelState = sqliteTable('lane', {
  channel: text().$type<ChannelName>().primaryKey(),
  /** Calls per second; null while the provider has announced no limit. */
  rate: real(),
  /** The announced limit. */
  announced: real(),
  /** How many permits the last request got. */
  given: real('tokens').notNull().default(1),
  /** When the next call may be made. Database clock, ms, like all instants here. */
  refilledAt: integer().notNull(),
  raisedAt: integer().notNull(),
  /** When the rate was last reduced. */
  easedAt: integer(),
  /** Failures of the provider in a row. */
  failures: integer().notNull().default(0),
  /** When the first and the last of them were recorded. */
  failingSince: integer(),
  failedAt: integer(),
  /** The circuit is open until then, when one call may probe; null while it is closed. */
  closedUntil: integer(),
  closedSince: integer(),
  /** The provider's last error, while it fails. */
  trouble: text(),
  /** Of the newest mails: how many were settled, and how many of them were refused. */
  settled: integer('told').notNull().default(0),
  refused: integer().notNull().default(0),
  /** When a person last closed the circuit. */
  openedAt: integer(),
  /** The rest of the quota, when it resets, and the problem with the account, as reported at `checkedAt`. */
  quotaLeft: integer(),
  quotaUntil: integer(),
  checkedAt: integer(),
  accountTrouble: text(),
  /** The run that holds the channel lock, and until when; only where runs may overlap. */
  holder: text(),
  holderUntil: integer(),
});
