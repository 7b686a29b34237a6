import { type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement, writeOnce } from '../../engine/write.ts';
import { batch, type Recipient } from '../../schema/index.ts';
import { settleEnded } from '../supersede.ts';
import { fenced, fencedUpdate, keepAlive, type LeasedBatch, leaseEnd, ofBatch } from './fence.ts';

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

/** The sender’s copy of recipients, without the addresses of those who were erased meanwhile. */
const stillThere = (recipients: readonly Recipient[]): SQL =>
  sql`(select json_group_array(case when exists (select 1 from subscriber s where s.id = r.value ->> 'id')
      then json(r.value) else json_object('id', r.value ->> 'id', 'email', '', 'epoch', 0) end)
    from json_each(${JSON.stringify(recipients)}) r)`;

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
      ${untried.length}, ${ids}, ${inDoubt ? stillThere(untried) : null},
      ${inDoubt ? sql`first_sent_at` : null}, 'ready', ${dbNow}, priority, attempts, refused_at
    from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`);
  const shortened = fencedUpdate(db, of, {
    recipientSnapshot: stillThere(begun),
    recipients: begun.map((recipient) => recipient.id),
    n: sql`${batch.n} - ${untried.length}`,
    dueAt: leaseEnd,
  });
  const stillLeased = db.select({ id: batch.id }).from(batch).where(fenced(of));
  const statements = [insert, shortened, ...settleEnded(db, ofBatch(of.id))];
  const written = await writeOnce(db, 'chunk.id', statements, [stillLeased]);
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
        ${one.recipientSnapshot ? stillThere(one.recipientSnapshot) : null}, ${one.recipientSnapshot ? sql`first_sent_at` : null}, ${one.state},
        ${dbNow} + ${one.waitMs}, priority, ${one.attempts}, ${one.code}, ${one.message}, ${one.refusedAt}
      from chunk c where id = ${of.id} and lease_token = ${of.token} and state = 'leased'`),
  ),
  ...(isTried ? [keepAlive(db, of)] : []),
  ...(rest.length > 0 ? settleEnded(db, ofBatch(of.id)) : []),
];
