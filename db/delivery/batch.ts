import { and, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import type { Attempt } from '../../api/domain/network/attempt.ts';
import { HOUR, SECOND } from '../../api/domain/time/time.ts';
import { permitGiven } from '../channel/rate-limit.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement, writeAndRead, writeOnce } from '../engine/write.ts';
import { type ChannelName, chunk, notification, page, type Recipient } from '../schema/index.ts';
import { type NextAttempt, requeued } from './lease.ts';
import { remainingRecipients } from './recipient.ts';
import { messageOf } from './rendered-message.ts';
import { settleEnded } from './supersede.ts';

export const LEASE = 120 * SECOND;
/** Providers remember an idempotency key for 24 h. After this, mail in doubt is not sent again. */
export const KEY_WINDOW = 23 * HOUR;

export type Lease = { token: string; holder: string };
/** A batch, and the lease under which it is written. */
export type Of = { id: string; token: string };
export type ClaimedBatch = Awaited<ReturnType<typeof claimBatches>>[number];

const leaseEnd = sql<number>`${dbNow} + ${LEASE}`;
const fenced = (of: Of) =>
  and(eq(chunk.id, of.id), eq(chunk.leaseToken, of.token), eq(chunk.state, 'leased'));
/** Nothing is started for a notification that was stopped after the claim. */
const mayGoOut = sql`exists (select 1 from notification n where n.id = ${chunk.notificationId}
  and n.state in ('planning', 'sending'))`;
const ofChunk = (id: string) =>
  sql`${notification.id} = (select notification_id from chunk where id = ${id})`;

/**
 * Columns needed for sending: without the recipients, which only the log reads, but with the
 * planned addresses where the recipients are not fixed yet.
 */
const claimed = (() => {
  const { recipients: _, ...columns } = getTableColumns(chunk);
  const planned = sql`case when ${chunk.frozen} is null then
    (select json_group_array(json_array(s.id, s.email)) from json_each(${chunk.recipients}) p
      join subscriber s on s.id = p.value) else '[]' end`;
  return {
    ...columns,
    planned: planned.mapWith((json): [id: string, email: string][] => JSON.parse(json)),
    keyExpired: sql<number>`coalesce(${chunk.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
  };
})();

/**
 * New batches, due retries and expired leases, up to `k`, in one round trip. The update returns all
 * columns, since nothing else could find the claimed rows cheaply.
 */
export async function claimBatches(db: Db, channel: ChannelName, lease: Lease, k: number) {
  const claim = db
    .update(chunk)
    .set({
      state: 'leased',
      leaseToken: lease.token,
      leaseHolder: lease.holder,
      dueAt: leaseEnd,
    })
    .where(
      sql`${chunk.id} in (select c.id from chunk c where c.channel = ${channel}
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
      return of ? [{ chunk: row, planned, keyExpired, notification: of }] : [];
    });
}

/** Safe to write twice: no effect after the lease was lost or the batch was settled. */
const fencedUpdate = (db: Db, of: Of, set: SQLiteUpdateSetSource<typeof chunk>) =>
  db.update(chunk).set(set).where(fenced(of));

/** A batch to start if it gets a permit, by its index among the permits. */
export type BatchStart = {
  id: string;
  turn: number;
  /** Id and address hash of the planned recipients; null when the recipients are already fixed. */
  hashes: [id: string, hash: string][] | null;
};

const mayBegin = (channel: ChannelName, token: string) =>
  and(
    sql`${chunk.id} = beginning.id`,
    eq(chunk.leaseToken, token),
    eq(chunk.state, 'leased'),
    mayGoOut,
    permitGiven(channel, sql`beginning.turn`),
  );
const frozenNow = { id: chunk.id, frozen: chunk.frozen };

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
      .update(chunk)
      .set({
        frozen: sql`beginning.frozen`,
        // Both are in the order of ids: they are equal where nobody dropped out.
        recipients: sql`case when json_array_length(beginning.frozen) = json_array_length(${chunk.recipients})
          then ${chunk.recipients}
          else (select json_group_array(value ->> 'id') from json_each(beginning.frozen)) end`,
        settled: 0,
        failures: null,
        deferred: null,
        firstSentAt: dbNow,
        dueAt: leaseEnd,
      })
      .from(
        sql`(select b.value ->> 'id' as id, b.value ->> 'turn' as turn,
            (select json_group_array(json_object('id', s.id, 'email', s.email, 'epoch', s.epoch, 'locale', s.locale))
              from (${remainingRecipients(sql`b.value`)}) s) as frozen
          from json_each(${first}) b limit -1) as beginning`, // the limit makes SQLite compute it once, not per column
      )
      .where(mayBegin(channel, token))
      .returning(frozenNow),
    db
      .update(chunk)
      .set({ dueAt: leaseEnd })
      .from(
        sql`(select value ->> 'id' as id, value ->> 'turn' as turn from json_each(${again})) as beginning`,
      )
      .where(mayBegin(channel, token))
      .returning(frozenNow),
  ] as const;
}

/** False when the lease was lost; then nothing was written. */
export async function saveProgress(
  db: Db,
  of: Of,
  { settled, failures, deferred }: Pick<Attempt, 'settled' | 'failures' | 'deferred'>,
): Promise<boolean> {
  const saved = fencedUpdate(db, of, { settled, failures, deferred, dueAt: leaseEnd });
  const [rows] = await writeAndRead(db, [], [saved.returning({ id: chunk.id })]);
  return rows.length > 0;
}

/**
 * Returns a batch to the queue, unless its notification ended. Without `keep`, the next attempt
 * reads the recipients again and uses a new key.
 */
export const retryBatch = (
  db: Db,
  of: Of,
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
      : { frozen: null, firstSentAt: null, freezeEpoch: sql`${chunk.freezeEpoch} + 1` }),
  }),
  ...settleEnded(db, ofChunk(of.id)),
];

/** Progress before the first recipient. */
const unbegun = { settled: 0, failures: null, deferred: null };

const keepAlive = (db: Db, of: Of): Statement =>
  db
    .update(notification)
    .set({ aliveAt: dbNow })
    .where(sql`${ofChunk(of.id)} and exists (select 1 from chunk where ${fenced(of)})`);

/** For a batch that was claimed and not started. */
export const releaseBatch = (db: Db, of: Of): Statement[] => [
  fencedUpdate(db, of, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null }),
  ...settleEnded(db, ofChunk(of.id)),
];

/** Splits a batch that was refused as a whole in two; repeated, this isolates the bad address. */
export const splitBatch = (
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

/** Recipients of a batch who continue without the others. */
export type RestOfChunk = {
  id: string;
  state: 'ready' | 'unknown';
  recipients: string[];
  /** Recipients whose mail may have arrived. */
  frozen: Recipient[] | null;
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
  of: Of,
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
    frozen: [...begun],
    recipients: begun.map((recipient) => recipient.id),
    n: sql`${chunk.n} - ${untried.length}`,
    dueAt: leaseEnd,
  });
  const held = db.select({ id: chunk.id }).from(chunk).where(fenced(of));
  const statements = [insert, keep, ...settleEnded(db, ofChunk(of.id))];
  const written = await writeOnce(db, 'chunk.id', statements, [held]);
  return written === null || written[0].length > 0;
}

/** Part of the batch that settles the others, before it. `isTried` as in `retryBatch`. */
export const splitOff = (
  db: Db,
  of: Of,
  rest: readonly RestOfChunk[],
  isTried: boolean,
): Statement[] => [
  ...rest.map((one) =>
    plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n, recipients, frozen,
        first_sent_at, state, due_at, priority, attempts, last_code, last_error, refused_at)
      select ${one.id}, notification_id, page_id, channel,
        (select max(chunk_no) + 1 from chunk where notification_id = c.notification_id
          and channel = c.channel),
        ${one.recipients.length}, ${JSON.stringify(one.recipients)},
        ${one.frozen ? JSON.stringify(one.frozen) : null}, ${one.frozen ? sql`first_sent_at` : null}, ${one.state},
        ${dbNow} + ${one.waitMs}, priority, ${one.attempts}, ${one.code}, ${one.message}, ${one.refusedAt}
      from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`),
  ),
  ...(isTried ? [keepAlive(db, of)] : []),
  ...(rest.length > 0 ? settleEnded(db, ofChunk(of.id)) : []),
];
