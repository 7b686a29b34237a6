import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { Attempt } from '../../api/domain/network/attempt.ts';
import { HOUR, SECOND } from '../../api/domain/time/time.ts';
import { permitGiven } from '../channel/rate-limit.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement, writeAndRead, writeOnce } from '../engine/write.ts';
import { batch, type ChannelName, notification, page, type Recipient } from '../schema/index.ts';
import { type NextAttempt, requeued } from './lease.ts';
import { remainingRecipients } from './recipient.ts';
import { messageOf } from './rendered-message.ts';
import { settleEnded } from './supersede.ts';

export const LEASE = 120 * SECOND;
/** Providers remember an idempotency key for 24 h. After this, mail in doubt is not sent again. */
export const KEY_WINDOW = 23 * HOUR;

export type Lease = { token: string; holder: string };
/** A batch, and the lease under which it is written. */
export type LeasedBatch = { id: string; token: string };
export type ClaimedBatch = Awaited<ReturnType<typeof claimBatches>>[number];

const leaseEnd = sql<number>`${dbNow} + ${LEASE}`;
const fenced = (of: LeasedBatch) =>
  and(eq(batch.id, of.id), eq(batch.leaseToken, of.token), eq(batch.state, 'leased'));
/** Nothing is started for a notification that was stopped after the claim. */
const mayGoOut = sql`exists (select 1 from notification n where n.id = ${batch.notificationId}
  and n.state in ('planning', 'sending'))`;
const ofBatch = (id: string) =>
  sql`${notification.id} = (select notification_id from chunk where id = ${id})`;

/**
 * Columns needed for sending: without the recipients, which only the log reads, but with the
 * planned addresses where the recipients are not fixed yet.
 */
const claimed = (() => {
  const { recipients: _, ...columns } = getTableColumns(batch);
  const planned = sql`case when ${batch.recipientSnapshot} is null then
    (select json_group_array(json_array(s.id, s.email)) from json_each(${batch.recipients}) p
      join subscriber s on s.id = p.value) else '[]' end`;
  return {
    ...columns,
    planned: planned.mapWith((json): [id: string, email: string][] => JSON.parse(json)),
    keyExpired: sql<number>`coalesce(${batch.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
  };
})();

/**
 * New batches, due retries and expired leases, up to `k`, in one round trip. The update returns all
 * columns, since nothing else could find the claimed rows cheaply.
 */
export async function claimBatches(db: Db, channel: ChannelName, lease: Lease, k: number) {
  const claim = db
    .update(batch)
    .set({
      state: 'leased',
      leaseToken: lease.token,
      leaseHolder: lease.holder,
      dueAt: leaseEnd,
    })
    .where(
      sql`${batch.id} in (select c.id from chunk c where c.channel = ${channel}
          and c.state in ('ready', 'leased') and c.due_at <= ${dbNow}
          and exists (select 1 from notification n where n.id = c.notification_id
            and n.state in ('planning', 'sending'))
          order by c.priority, c.due_at, c.chunk_no limit ${k})`,
    )
    .returning(claimed);
  const live = db
    .select({ ...getTableColumns(notification), idOrigin: page.idOrigin, baseUrl: page.baseUrl })
    .from(notification)
    .innerJoin(page, eq(page.id, notification.pageId))
    .where(inArray(notification.state, ['planning', 'sending']));
  const [rows, notifications] = await writeAndRead(db, [], [claim, live]);
  const byId = new Map(
    notifications.map((row) => [row.id, { ...row, message: messageOf(row, channel) }]),
  );
  return rows
    .sort((a, b) => a.priority - b.priority || a.chunkNo - b.chunkNo)
    .flatMap(({ planned, keyExpired, ...row }) => {
      const of = byId.get(row.notificationId);
      return of ? [{ batch: row, planned, keyExpired, notification: of }] : [];
    });
}

/** Safe to write twice: no effect after the lease was lost or the batch was settled. */
const fencedUpdate = (db: Db, of: LeasedBatch, set: SQLiteUpdateSetSource<typeof batch>) =>
  db.update(batch).set(set).where(fenced(of));

/** A batch to start if it gets a permit, by its index among the permits. */
export type BatchStart = {
  id: string;
  index: number;
  /** Id and address hash of the planned recipients; null when the recipients are already fixed. */
  hashes: [id: string, hash: string][] | null;
};

const mayBegin = (channel: ChannelName, token: string) =>
  and(
    sql`${batch.id} = beginning.id`,
    eq(batch.leaseToken, token),
    eq(batch.state, 'leased'),
    mayGoOut,
    permitGiven(channel, sql`beginning."index"`),
  );
const startedBatch = { id: batch.id, recipientSnapshot: batch.recipientSnapshot };

/**
 * Starts attempts that have a permit. The first attempt fixes the recipients until the batch is
 * settled; later ones renew the lease. Returns rows only where the lease is held and the
 * notification is not stopped.
 */
export function beginBatches(
  db: Db,
  channel: ChannelName,
  token: string,
  begins: readonly BatchStart[],
) {
  const first = JSON.stringify(begins.filter((begin) => begin.hashes));
  const again = JSON.stringify(begins.filter((begin) => !begin.hashes));
  return [
    db
      .update(batch)
      .set({
        recipientSnapshot: sql`beginning.frozen`,
        // Both are in the order of ids: they are equal where nobody dropped out.
        recipients: sql`case when json_array_length(beginning.frozen) = json_array_length(${batch.recipients})
          then ${batch.recipients}
          else (select json_group_array(value ->> 'id') from json_each(beginning.frozen)) end`,
        settled: 0,
        failures: null,
        deferred: null,
        firstSentAt: dbNow,
        dueAt: leaseEnd,
      })
      .from(
        sql`(select b.value ->> 'id' as id, b.value ->> 'index' as "index",
            (select json_group_array(json_object('id', s.id, 'email', s.email, 'epoch', s.epoch, 'locale', s.locale))
              from (${remainingRecipients(sql`b.value`)}) s) as frozen
          from json_each(${first}) b limit -1) as beginning`, // the limit makes SQLite compute it once, not per column
      )
      .where(mayBegin(channel, token))
      .returning(startedBatch),
    db
      .update(batch)
      .set({ dueAt: leaseEnd })
      .from(
        sql`(select value ->> 'id' as id, value ->> 'index' as "index" from json_each(${again})) as beginning`,
      )
      .where(mayBegin(channel, token))
      .returning(startedBatch),
  ] as const;
}

/** False when the lease was lost; then nothing was written. */
export async function saveProgress(
  db: Db,
  of: LeasedBatch,
  { settled, failures, deferred }: Pick<Attempt, 'settled' | 'failures' | 'deferred'>,
): Promise<boolean> {
  const saved = fencedUpdate(db, of, { settled, failures, deferred, dueAt: leaseEnd });
  const [rows] = await writeAndRead(db, [], [saved.returning({ id: batch.id })]);
  return rows.length > 0;
}

/**
 * Returns a batch to the queue, unless its notification ended. Without `keep`, the next attempt
 * reads the recipients again and uses a new key.
 */
export const retryBatch = (
  db: Db,
  of: LeasedBatch,
  next: NextAttempt & {
    refusedAt?: number | null;
    /** Recipients were tried one by one, so the notification is still active. */
    isTried?: boolean;
  },
): Statement[] => [
  ...(next.isTried ? [keepAlive(db, of)] : []),
  fencedUpdate(db, of, {
    ...requeued(next),
    ...(next.refusedAt === undefined ? {} : { ...unbegun, refusedAt: next.refusedAt }),
    ...(next.keep
      ? {}
      : {
          recipientSnapshot: null,
          firstSentAt: null,
          attemptEpoch: sql`${batch.attemptEpoch} + 1`,
        }),
  }),
  ...settleEnded(db, ofBatch(of.id)),
];

/** Progress before the first recipient. */
const unbegun = { settled: 0, failures: null, deferred: null };

const keepAlive = (db: Db, of: LeasedBatch): Statement =>
  db
    .update(notification)
    .set({ aliveAt: dbNow })
    .where(sql`${ofBatch(of.id)} and exists (select 1 from chunk where ${fenced(of)})`);

/** For a batch that was claimed and not started. */
export const releaseBatch = (db: Db, of: LeasedBatch): Statement[] => [
  fencedUpdate(db, of, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null }),
  ...settleEnded(db, ofBatch(of.id)),
];

/** Splits a batch that was refused as a whole in two; repeated, this isolates the bad address. */
export const splitBatch = (
  db: Db,
  of: LeasedBatch,
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
  fencedUpdate(db, of, { state: 'superseded', recipientSnapshot: null }),
  ...settleEnded(db, ofBatch(of.id)),
];

/** Recipients of a batch who continue without the others. */
export type RestOfBatch = {
  id: string;
  state: 'ready' | 'unknown';
  recipients: string[];
  /** Recipients whose mail may have arrived. */
  recipientSnapshot: Recipient[] | null;
  waitMs: number;
  attempts: number;
  code: string;
  message: string;
  refusedAt: number | null;
};

/**
 * Moves recipients who were not started into a new batch that is due at once, while the mail to the
 * last of `begun` is still open. False when the lease was lost; then nothing was written.
 */
export async function splitOffUntried(
  db: Db,
  of: LeasedBatch,
  given: {
    id: string;
    begun: readonly Recipient[];
    untried: readonly Recipient[];
    inDoubt: boolean;
  },
): Promise<boolean> {
  const { id, begun, untried, inDoubt } = given;
  const ids = JSON.stringify(untried.map((recipient) => recipient.id));
  const insert = plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n,
      recipients, frozen, first_sent_at, state, due_at, priority, attempts, refused_at)
    select ${id}, notification_id, page_id, channel,
      (select max(chunk_no) + 1 from chunk where notification_id = c.notification_id
        and channel = c.channel),
      ${untried.length}, ${ids}, ${inDoubt ? JSON.stringify(untried) : null},
      ${inDoubt ? sql`first_sent_at` : null}, 'ready', ${dbNow}, priority, attempts, refused_at
    from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`);
  const keep = fencedUpdate(db, of, {
    recipientSnapshot: [...begun],
    recipients: begun.map((recipient) => recipient.id),
    n: sql`${batch.n} - ${untried.length}`,
    dueAt: leaseEnd,
  });
  const held = db.select({ id: batch.id }).from(batch).where(fenced(of));
  const statements = [insert, keep, ...settleEnded(db, ofBatch(of.id))];
  const written = await writeOnce(db, 'chunk.id', statements, [held]);
  return written === null || written[0].length > 0;
}

/** Part of the batch that settles the others, before it. `isTried` as in `retryBatch`. */
export const splitOff = (
  db: Db,
  of: LeasedBatch,
  rest: readonly RestOfBatch[],
  isTried: boolean,
): Statement[] => [
  ...rest.map((one) =>
    plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n, recipients, frozen,
        first_sent_at, state, due_at, priority, attempts, last_code, last_error, refused_at)
      select ${one.id}, notification_id, page_id, channel,
        (select max(chunk_no) + 1 from chunk where notification_id = c.notification_id
          and channel = c.channel),
        ${one.recipients.length}, ${JSON.stringify(one.recipients)},
        ${one.recipientSnapshot ? JSON.stringify(one.recipientSnapshot) : null}, ${one.recipientSnapshot ? sql`first_sent_at` : null}, ${one.state},
        ${dbNow} + ${one.waitMs}, priority, ${one.attempts}, ${one.code}, ${one.message}, ${one.refusedAt}
      from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`),
  ),
  ...(isTried ? [keepAlive(db, of)] : []),
  ...(rest.length > 0 ? settleEnded(db, ofBatch(of.id)) : []),
];
