import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A way out with a pace of its own. */
export type Channel = 'email' | 'letter';

/** How fast a channel may send, and whether it may at all. Every process that sends shares it. */
export const lane = sqliteTable('lane', {
  channel: text().$type<Channel>().primaryKey(),
  /** Calls a second; null as long as the far end announced no limit. */
  rate: real(),
  /** What it announced. */
  announced: real(),
  /** How many calls were allowed when it was last asked. */
  given: real('tokens').notNull().default(1),
  /** From when on the next call may be made. Database clock, ms, as all instants here. */
  refilledAt: integer().notNull(),
  raisedAt: integer().notNull(),
  /** When it last had to become slower. */
  easedAt: integer(),
  /** Calls that failed for a reason of the far end's, in a row. */
  failures: integer().notNull().default(0),
  /** When the first and the newest of them was recorded. */
  failingSince: integer(),
  failedAt: integer(),
  /** Closed until then, when one call may try; null while open. */
  closedUntil: integer(),
  closedSince: integer(),
  /** What the far end said last, while it is in trouble. */
  trouble: text(),
  /** Of the newest mails: how many were settled, and how many of them it would not take. */
  told: integer().notNull().default(0),
  refused: integer().notNull().default(0),
  /** When a person last opened it. */
  openedAt: integer(),
  /** What the account may still send, until when, and what is wrong with it, as it said at `checkedAt`. */
  quotaLeft: integer(),
  quotaUntil: integer(),
  checkedAt: integer(),
  accountTrouble: text(),
  /** The one run that sends by it, where runs begin by themselves and may overlap; until then. */
  holder: text(),
  holderUntil: integer(),
});
