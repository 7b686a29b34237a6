import { sql } from 'drizzle-orm';
import type { Attempt } from '../../../api/domain/delivery/attempt.ts';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import { type Statement, writeAndRead } from '../../engine/write.ts';
import { batch } from '../../schema/index.ts';
import { type NextAttempt, requeued } from '../lease.ts';
import { settleEnded } from '../supersede.ts';
import { fencedUpdate, keepAlive, type LeasedBatch, leaseEnd, ofBatch } from './fence.ts';

/**
 * False when the lease was lost; then nothing was written. `isErased`: the subscriber whose turn it
 * is was erased since the batch was started.
 */
export async function saveProgress(
  db: Db,
  leased: LeasedBatch,
  { settled, failures, deferred }: Pick<Attempt, 'settled' | 'failures' | 'deferred'>,
): Promise<{ isErased: boolean } | false> {
  const saved = fencedUpdate(db, leased, { settled, failures, deferred, dueAt: leaseEnd });
  const next = sql<number>`coalesce(${batch.recipientSnapshot} ->> ('$[' || ${batch.settled} || '].email') = '', 0)`;
  const [rows] = await writeAndRead(db, [], [saved.returning({ isErased: next })]);
  return rows[0] ? { isErased: Boolean(rows[0].isErased) } : false;
}

/**
 * Returns a batch to the queue, unless its notification ended. Without `keep`, the next attempt
 * reads the recipients again and uses a new key.
 */
export const retryBatch = (
  db: Db,
  leased: LeasedBatch,
  next: NextAttempt & {
    refusedAt?: number | null;
    /** Recipients were tried one by one, so the notification is still active. */
    isTried?: boolean;
  },
): Statement[] => [
  ...(next.isTried ? [keepAlive(db, leased)] : []),
  fencedUpdate(db, leased, {
    ...requeued(next),
    ...(next.refusedAt === undefined ? {} : { ...unbegun, refusedAt: next.refusedAt }),
    ...(next.isSameRequest
      ? {}
      : {
          recipientSnapshot: null,
          firstSentAt: null,
          attemptEpoch: sql`${batch.attemptEpoch} + 1`,
        }),
  }),
  ...settleEnded(db, ofBatch(leased.id)),
];

/** Progress before the first recipient. */
const unbegun = { settled: 0, failures: null, deferred: null };

/** For a batch that was claimed and not started. */
export const releaseBatch = (db: Db, leased: LeasedBatch): Statement[] => [
  fencedUpdate(db, leased, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null }),
  ...settleEnded(db, ofBatch(leased.id)),
];
