import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Failure } from '../../api/domain/delivery.ts';
import type { Locale } from '../../api/domain/locale.ts';

export type NotificationState =
  | 'held'
  | 'planning'
  | 'sending'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'superseded'
  | 'needs_operator';
export type ChunkState = 'ready' | 'leased' | 'done' | 'dead' | 'superseded' | 'unknown';
/** A way out with a pace of its own. */
export type Channel = 'email' | 'letter';
export type Guard = 'quiet' | 'many' | 'answered';
/** Without `locale`: written to in the page's language. */
export type Recipient = { id: string; email: string; epoch: number; locale?: Locale | null };
export type Translated = Partial<Record<Locale, { subject: string; html: string; text: string }>>;

/** A promise to tell: written in the same batch as the update. The text is frozen once, at planning. */
export const notification = sqliteTable(
  'notification',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text().notNull(),
    updateId: text().notNull(),
    kind: text().notNull().default('update'),
    state: text().$type<NotificationState>().notNull(),
    /** Ids of the affected components; null tells only those who chose all. */
    componentIds: text({ mode: 'json' }).$type<string[] | null>(),
    /** Who had confirmed by then is told. */
    cutAt: integer().notNull(),
    /** Until then its publisher may stop it. Database clock, ms. */
    holdUntil: integer().notNull(),
    /** When it was last sent from, or let go by a person: what is quiet for long asks a person. */
    aliveAt: integer().notNull().default(0),
    /** The newer notification of the same incident that says what this one would have said. */
    supersededBy: text(),
    /** Why a person is asked before it goes out, and that one has said yes. */
    guard: text().$type<Guard>(),
    /** When its text was made, and with it who is told. Database clock, ms. */
    startedAt: integer(),
    /** Whole mail but for each person's links: whatever is configured later, a retry is identical. */
    from: text(),
    subject: text(),
    html: text(),
    text: text(),
    /** The same in the other languages that somebody of the page is written to in. */
    translated: text({ mode: 'json' }).$type<Translated | null>(),
    /** Id of the last subscriber planned; null before the first. */
    planCursor: text(),
    planned: integer().notNull().default(0),
    sent: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    suppressed: integer().notNull().default(0),
    unknown: integer().notNull().default(0),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    uniqueIndex('notification_update').on(t.updateId, t.kind),
    index('notification_todo').on(t.state, t.holdUntil).where(sql`state in ('held', 'planning')`),
    index('notification_incident').on(t.incidentId),
    index('notification_page').on(t.pageId, t.createdAt),
  ],
);

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

/** Events a provider has told us of, so that each counts once however often it comes. */
export const inboundEvent = sqliteTable(
  'inbound_event',
  {
    provider: text().notNull(),
    eventId: text().notNull(),
    receivedAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.eventId] })],
);

/** One mail to one person (a confirmation, a reminder, a warning to an owner): kept until it is sent, like a notification. */
export const letter = sqliteTable(
  'letter',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    kind: text().notNull(),
    to: text().notNull(),
    subject: text().notNull(),
    html: text().notNull(),
    text: text().notNull(),
    state: text().$type<ChunkState>().notNull().default('ready'),
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

/** The local mailbox: what was "sent" where no mail provider is configured. */
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
