import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { Deferred } from '../../../api/domain/delivery/attempt.ts';
import type { Failure } from '../../../api/domain/delivery/delivery.ts';
import type { BatchState } from '../../../api/domain/delivery/states.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { notification } from './notification.ts';

export type { BatchState as DeliveryState };
/** Without `locale`: the page's language. */
export type Recipient = {
  id: string;
  email: string;
  epoch: number;
  locale?: Locale | null;
  zone?: string | null;
  /** Encrypted; on channels other than email. */
  address?: string | null;
};

/** Up to 100 recipients of a notification: the unit that is claimed, sent and settled. */
export const batch = sqliteTable(
  'chunk',
  {
    id: text().primaryKey(),
    notificationId: text()
      .notNull()
      .references(() => notification.id, { onDelete: 'cascade' }),
    pageId: text().notNull(),
    channel: text().notNull(),
    /** The host of the only recipient, as in `subscriber.hostKey`; null for batches of many. */
    hostKey: text(),
    batchNo: integer('chunk_no').notNull(),
    /** Number of planned recipients. */
    n: integer().notNull(),
    state: text().$type<BatchState>().notNull().default('ready'),
    /** Database clock, ms. While leased: the end of the lease. */
    dueAt: integer().notNull(),
    priority: integer().notNull().default(0),
    attempts: integer().notNull().default(0),
    attemptEpoch: integer('freeze_epoch').notNull().default(0),
    /**
     * Subscriber ids: as planned, then as fixed at the first attempt. With `failures`, the record
     * of who was notified.
     */
    recipients: text({ mode: 'json' }).$type<string[]>().notNull(),
    /** All personal data in the mails, while an attempt is in flight or its outcome is unknown. */
    recipientSnapshot: text('frozen', { mode: 'json' }).$type<Recipient[] | null>(),
    /** In one-by-one sending, how many of `recipientSnapshot` are settled. */
    settled: integer().notNull().default(0),
    /** Settled recipients to try again. Null where all go in one call. */
    deferred: text({ mode: 'json' }).$type<Deferred[] | null>(),
    /** When the server refused these by a policy that may be about us or about them. Sender's clock, ms. */
    refusedAt: integer(),
    firstSentAt: integer(),
    leaseToken: text(),
    leaseHolder: text(),
    lastCode: text(),
    lastError: text(),
    /** Failures by index into `recipients`. */
    failures: text({ mode: 'json' }).$type<Failure[] | null>(),
  },
  (t) => [
    uniqueIndex('chunk_no').on(t.notificationId, t.channel, t.batchNo),
    index('chunk_claim')
      .on(t.channel, t.priority, t.dueAt)
      .where(sql`state in ('ready', 'leased')`),
    index('chunk_host')
      .on(t.channel, t.hostKey)
      .where(sql`state = 'ready' and host_key is not null`),
  ],
);
