import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import type { Failure } from '../api/domain/delivery.ts';
import { HOUR, SECOND } from '../api/domain/time.ts';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { settleEnded } from './ending.ts';
import { closeIfTold } from './notification.ts';
import { type ChunkState, chunk, notification, type Recipient } from './schema/index.ts';
import { plain, type Statement, write } from './write.ts';

export const LEASE = 120 * SECOND;
/** Providers remember a key for 24 h; after this nothing in doubt may be sent again. */
export const KEY_WINDOW = 23 * HOUR;

export type Lease = { token: string; holder: string };
export type ClaimedChunk = Awaited<ReturnType<typeof claimChunks>>[number];

const leaseEnd = sql<number>`${dbNow} + ${LEASE}`;
const fenced = (id: string, token: string) =>
  and(eq(chunk.id, id), eq(chunk.leaseToken, token), eq(chunk.state, 'leased'));
/** Nothing is begun for a notification that was stopped after the chunk was claimed. */
const mayGoOut = sql`exists (select 1 from notification n where n.id = ${chunk.notificationId}
  and n.state in ('planning', 'sending'))`;
const ofChunk = (id: string) =>
  sql`${notification.id} = (select notification_id from chunk where id = ${id})`;

/** New ones, due retries and expired leases, at most `k`: one statement, on the database's clock. */
export async function claimChunks(db: Db, lease: Lease, k: number) {
  await write(db, [
    db
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
      ),
  ]);
  return db
    .select({
      chunk,
      notification,
      keyExpired: sql<number>`coalesce(${chunk.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
    })
    .from(chunk)
    .innerJoin(notification, eq(notification.id, chunk.notificationId))
    .where(and(eq(chunk.leaseToken, lease.token), eq(chunk.state, 'leased')))
    .orderBy(asc(chunk.priority), asc(chunk.chunkNo));
}

/** A fenced write to one chunk; false when the lease was lost, and then nothing was written. */
async function writeFenced(
  db: Db,
  of: { id: string; token: string },
  set: Parameters<ReturnType<typeof db.update<typeof chunk>>['set']>[0],
  beside: { before?: Statement[]; when?: SQL; after?: Statement[] } = {},
): Promise<boolean> {
  const before = beside.before ?? [];
  const results = await write(db, [
    ...before,
    db
      .update(chunk)
      .set(set)
      .where(and(fenced(of.id, of.token), beside.when))
      .returning({ id: chunk.id }),
    ...(beside.after ?? []),
  ]);
  return (results[before.length]?.rows.length ?? 0) > 0;
}

/** Before the first attempt: who is written to is decided, and stays so until it is settled. */
export const freezeRecipients = (
  db: Db,
  of: { id: string; token: string },
  frozen: Recipient[],
): Promise<boolean> =>
  writeFenced(
    db,
    of,
    {
      frozen,
      recipients: frozen.map((recipient) => recipient.id),
      settled: 0,
      failures: null,
      firstSentAt: dbNow,
      dueAt: leaseEnd,
    },
    { when: mayGoOut },
  );

/** Before each further attempt: the lease is still ours, and is renewed. */
export const renewLease = (db: Db, of: { id: string; token: string }): Promise<boolean> =>
  writeFenced(db, of, { dueAt: leaseEnd }, { when: mayGoOut });

export const saveProgress = (
  db: Db,
  of: { id: string; token: string },
  settled: number,
  failures: Failure[],
): Promise<boolean> => writeFenced(db, of, { settled, failures, dueAt: leaseEnd });

/** Back into the queue, unless the notification has ended meanwhile. Without `keep` the next attempt reads its recipients anew, under a new key. */
export const retryChunk = (
  db: Db,
  of: { id: string; token: string },
  next: { waitMs: number; attempts: number; keep: boolean; code: string; message: string },
): Promise<boolean> =>
  writeFenced(
    db,
    of,
    {
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
    },
    { after: settleEnded(db, ofChunk(of.id)) },
  );

/** Claimed and not begun. */
export const releaseChunk = (db: Db, of: { id: string; token: string }): Promise<boolean> =>
  writeFenced(
    db,
    of,
    { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null },
    { after: settleEnded(db, ofChunk(of.id)) },
  );

export type Tally = { sent: number; failed: number; suppressed: number; unknown: number };

/** The end of a chunk and its share of the notification's counts, in one batch. */
export const settleChunk = (
  db: Db,
  of: { id: string; token: string; notificationId: string },
  end: {
    state: Extract<ChunkState, 'done' | 'dead' | 'unknown'>;
    tally: Tally;
    failures: Failure[];
    code: string | null;
    message: string | null;
  },
): Promise<boolean> =>
  writeFenced(
    db,
    of,
    {
      state: end.state,
      failures: end.failures.length > 0 ? end.failures : null,
      lastCode: end.code,
      lastError: end.message,
      // What is in doubt keeps its addresses: somebody may have to find out who got the mail.
      ...(end.state === 'unknown' ? {} : { frozen: null }),
    },
    {
      before: [
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
      ],
      after: [closeIfTold(db, of.notificationId)],
    },
  );

/** A chunk refused whole becomes two; the address at fault ends up alone. */
export const splitChunk = (
  db: Db,
  of: { id: string; token: string },
  halves: { id: string; recipients: string[]; n: number }[],
): Promise<boolean> =>
  writeFenced(
    db,
    of,
    { state: 'superseded', frozen: null },
    {
      before: halves.map((half) =>
        plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n, recipients,
            state, due_at, priority, attempts)
          select ${half.id}, notification_id, page_id, channel,
            (select max(chunk_no) + 1 from chunk where notification_id = c.notification_id
              and channel = c.channel),
            ${half.n}, ${JSON.stringify(half.recipients)}, 'ready', ${dbNow}, priority, attempts
          from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`),
      ),
      after: settleEnded(db, ofChunk(of.id)),
    },
  );
