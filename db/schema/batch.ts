import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Failure } from '../../api/domain/delivery/delivery.ts';
import type { Deferred } from '../../api/domain/network/attempt.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import { notification } from './notification.ts';

export type ChunkState = 'ready' | 'leased' | 'done' | 'dead' | 'superseded' | 'unknown';
/** Without `locale`: written to in the page's language. */
export type Recipient = { id: string; email: string; epoch: number; locale?: Locale | null };

/** At most 100 recipients of a notification: the unit that is claimed, sent and accounted for. */
export const chunk = sqliteTable(
  'chunk',
  {
    id: text().primaryKey(),
    notificationId: text()
      .notNull()
      .references(() => notification.id, { onDelete: 'cascade' }),
    pageId: text().notNull(),
    channel: text().notNull(),
    chunkNo: integer().notNull(),
    /** How many were planned. */
    n: integer().notNull(),
    state: text().$type<ChunkState>().notNull().default('ready'),
    /** Database clock, ms. When leased: the end of the lease. */
    dueAt: integer().notNull(),
    priority: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    freezeEpoch: integer().notNull().default(0),
    /** Subscriber ids: as planned, then as frozen. With `failures`, the record of who was told. */
    recipients: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** Everything personal in the bytes, while an attempt is under way or its end is unknown. */
    frozen: text({ mode: 'json' }).$type<Recipient[] | null>(),
    /** How many of `frozen` are settled, where each is sent by itself. */
    settled: integer().notNull().default(0),
    /** Those before `settled` who are to be tried again. Null where all go in one call. */
    deferred: text({ mode: 'json' }).$type<Deferred[] | null>(),
    /** When the server refused these by a rule that may be about us or about them. Sender's clock, ms. */
    refusedAt: integer(),
    firstSentAt: integer(),
    leaseToken: text(),
    leaseHolder: text(),
    lastCode: text(),
    lastError: text(),
    /** What did not go out, by index into `recipients`. */
    failures: text({ mode: 'json' }).$type<Failure[] | null>(),
  },
  (t) => [
    uniqueIndex('chunk_no').on(t.notificationId, t.channel, t.chunkNo),
    index('chunk_claim')
      .on(t.channel, t.priority, t.dueAt)
      .where(sql`state in ('ready', 'leased')`),
  ],
);
