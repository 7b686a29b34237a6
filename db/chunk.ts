import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { Failure } from '../api/domain/delivery.ts';
import { HOUR, SECOND } from '../api/domain/time.ts';
import { countRefused } from './breaker.ts';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { settleEnded } from './ending.ts';
import { closeIfTold } from './notification.ts';
import { turnGiven } from './pace.ts';
import { type ChunkState, chunk, notification, subscriber } from './schema/index.ts';
import { stillToTell } from './subscriber.ts';
import { plain, type Statement, writeAndRead } from './write.ts';

export const LEASE = 120 * SECOND;
/** Providers remember a key for 24 h; after this nothing in doubt may be sent again. */
export const KEY_WINDOW = 23 * HOUR;

export type Lease = { token: string; holder: string };
/** A chunk, and the lease under which it is written to. */
type Of = { id: string; token: string };
export type ClaimedChunk = Awaited<ReturnType<typeof claimChunks>>[number];

const leaseEnd = sql<number>`${dbNow} + ${LEASE}`;
const fenced = (of: Of) =>
  and(eq(chunk.id, of.id), eq(chunk.leaseToken, of.token), eq(chunk.state, 'leased'));
/** Nothing is begun for a notification that was stopped after the chunk was claimed. */
const mayGoOut = sql`exists (select 1 from notification n where n.id = ${chunk.notificationId}
  and n.state in ('planning', 'sending'))`;
const ofChunk = (id: string) =>
  sql`${notification.id} = (select notification_id from chunk where id = ${id})`;

/**
 * New ones, due retries and expired leases, at most `k`, on the database's clock; with the addresses
 * that were planned, where it is not yet frozen who is written to. One round trip.
 */
export async function claimChunks(db: Db, lease: Lease, k: number) {
  const mine = and(eq(chunk.leaseToken, lease.token), eq(chunk.state, 'leased'));
  const claim = db
    .update(chunk)
    .set({
      state: 'leased',
      leaseToken: lease.token,
      leaseHolder: lease.holder,
      dueAt: leaseEnd,
    })
    .where(
      sql`${chunk.id} in (select c.id from chunk c where c.channel = 'email'
          and c.state in ('ready', 'leased') and c.due_at <= ${dbNow}
          and exists (select 1 from notification n where n.id = c.notification_id
            and n.state in ('planning', 'sending'))
          order by c.priority, c.due_at, c.chunk_no limit ${k})`,
    );
  const claimed = db
    .select({
      chunk,
      notification,
      keyExpired: sql<number>`coalesce(${chunk.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
    })
    .from(chunk)
    .innerJoin(notification, eq(notification.id, chunk.notificationId))
    .where(mine)
    .orderBy(asc(chunk.priority), asc(chunk.chunkNo));
  const addressed = db
    .select({ chunkId: chunk.id, id: subscriber.id, email: subscriber.email })
    .from(chunk)
    .innerJoin(sql`json_each(${chunk.recipients}) as planned`, sql`true`)
    .innerJoin(subscriber, sql`${subscriber.id} = planned.value`)
    .where(and(mine, isNull(chunk.frozen)));
  const [rows, planned] = await writeAndRead(db, [claim], [claimed, addressed]);
  const plannedIn = Map.groupBy(planned, (row) => row.chunkId);
  return rows.map((row) => ({ ...row, planned: plannedIn.get(row.chunk.id) ?? [] }));
}

/** Does nothing, and so may be written twice, where the lease was lost or the chunk is settled. */
const fencedUpdate = (db: Db, of: Of, set: SQLiteUpdateSetSource<typeof chunk>) =>
  db.update(chunk).set(set).where(fenced(of));

const mayBegin = (of: Of, turn: number) => and(fenced(of), mayGoOut, turnGiven('email', turn));

/**
 * Before the first attempt, with its turn: who is written to is decided, and stays so until it is
 * settled. No row when the lease was lost or the notification stopped.
 */
export const freezeRecipients = (
  db: Db,
  of: Of,
  told: { pageId: string; componentIds: string[] | null },
  hashes: Record<string, string>,
  turn: number,
) =>
  db
    .update(chunk)
    .set({
      frozen: sql`list.frozen`,
      recipients: sql`list.ids`,
      settled: 0,
      failures: null,
      firstSentAt: dbNow,
      dueAt: leaseEnd,
    })
    .from(
      sql`(select json_group_array(json_object('id', id, 'email', email, 'epoch', epoch, 'locale', locale)) as frozen,
        json_group_array(id) as ids from ${stillToTell(db, told, hashes)}) as list`,
    )
    .where(mayBegin(of, turn))
    .returning({ frozen: chunk.frozen });

/** Before each further attempt, with its turn: the same bytes, and the lease is renewed. */
export const renewLease = (db: Db, of: Of, turn: number) =>
  db
    .update(chunk)
    .set({ dueAt: leaseEnd })
    .where(mayBegin(of, turn))
    .returning({ frozen: chunk.frozen });

/** False when the lease was lost, and then nothing was written. */
export async function saveProgress(
  db: Db,
  of: Of,
  settled: number,
  failures: Failure[],
): Promise<boolean> {
  const saved = fencedUpdate(db, of, { settled, failures, dueAt: leaseEnd });
  const [rows] = await writeAndRead(db, [], [saved.returning({ id: chunk.id })]);
  return rows.length > 0;
}

/**
 * Back into the queue, unless the notification has ended meanwhile. Without `keep` the next attempt
 * reads its recipients anew, under a new key.
 */
export const retryChunk = (
  db: Db,
  of: Of,
  next: { waitMs: number; attempts: number; keep: boolean; code: string; message: string },
): Statement[] => [
  fencedUpdate(db, of, {
    state: 'ready',
    dueAt: sql`${dbNow} + ${next.waitMs}`,
    attempts: next.attempts,
    leaseToken: null,
    leaseHolder: null,
    lastCode: next.code,
    lastError: next.message,
    ...(next.keep
      ? {}
      : { frozen: null, firstSentAt: null, freezeEpoch: sql`${chunk.freezeEpoch} + 1` }),
  }),
  ...settleEnded(db, ofChunk(of.id)),
];

/** Claimed and not begun. */
export const releaseChunk = (db: Db, of: Of): Statement[] => [
  fencedUpdate(db, of, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null }),
  ...settleEnded(db, ofChunk(of.id)),
];

export type Tally = { sent: number; failed: number; suppressed: number; unknown: number };

/** The end of a chunk and its share of the notification's counts. */
export const settleChunk = (
  db: Db,
  of: Of & { notificationId: string },
  end: {
    state: Extract<ChunkState, 'done' | 'dead' | 'unknown'>;
    tally: Tally;
    failures: Failure[];
    code: string | null;
    message: string | null;
  },
): Statement[] => [
  db
    .update(notification)
    .set({
      sent: sql`${notification.sent} + ${end.tally.sent}`,
      failed: sql`${notification.failed} + ${end.tally.failed}`,
      suppressed: sql`${notification.suppressed} + ${end.tally.suppressed}`,
      unknown: sql`${notification.unknown} + ${end.tally.unknown}`,
      aliveAt: dbNow,
    })
    .where(
      and(
        eq(notification.id, of.notificationId),
        sql`exists (select 1 from chunk where id = ${of.id} and lease_token = ${of.token}
          and state = 'leased')`,
      ),
    ),
  fencedUpdate(db, of, {
    state: end.state,
    failures: end.failures.length > 0 ? end.failures : null,
    lastCode: end.code,
    lastError: end.message,
    // What is in doubt keeps its addresses: somebody may have to find out who got the mail.
    ...(end.state === 'unknown' ? {} : { frozen: null }),
  }),
  closeIfTold(db, of.notificationId),
  ...countRefused(db, 'email', end.tally),
];

/** A chunk refused whole becomes two; the address at fault ends up alone. */
export const splitChunk = (
  db: Db,
  of: Of,
  halves: { id: string; recipients: string[]; n: number }[],
): Statement[] => [
  ...halves.map((half) =>
    plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n, recipients,
        state, due_at, priority, attempts)
      select ${half.id}, notification_id, page_id, channel,
        (select max(chunk_no) + 1 from chunk where notification_id = c.notification_id
          and channel = c.channel),
        ${half.n}, ${JSON.stringify(half.recipients)}, 'ready', ${dbNow}, priority, attempts
      from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`),
  ),
  fencedUpdate(db, of, { state: 'superseded', frozen: null }),
  ...settleEnded(db, ofChunk(of.id)),
];
