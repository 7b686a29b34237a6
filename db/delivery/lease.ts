import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { write } from '../engine/write.ts';
import { batch, directMail } from '../schema/index.ts';

/** Ids of leased batches and direct mails, by holder. */
export type LeasesByHolder = Map<string, string[]>;

/** Reads all unfinished work. Call it before a write, never inside one, where it would hold the lock. */
export async function leasesHeld(db: Db): Promise<LeasesByHolder> {
  const all = await db.batch([
    db
      .select({ id: batch.id, holder: batch.leaseHolder })
      .from(batch)
      .where(and(eq(batch.state, 'leased'), isNotNull(batch.leaseHolder))),
    db
      .select({ id: directMail.id, holder: directMail.leaseHolder })
      .from(directMail)
      .where(and(eq(directMail.state, 'leased'), isNotNull(directMail.leaseHolder))),
  ]);
  const leases: LeasesByHolder = new Map();
  for (const { id, holder } of all.flat())
    if (holder) leases.set(holder, [...(leases.get(holder) ?? []), id]);
  return leases;
}

/** Ends these leases of a holder at once. */
export async function endLeases(db: Db, holder: string, ids: readonly string[]): Promise<void> {
  const ofHolder = (table: typeof batch | typeof directMail) =>
    and(inArray(table.id, [...ids]), eq(table.leaseHolder, holder), eq(table.state, 'leased'));
  await write(db, [
    db.update(batch).set({ dueAt: dbNow }).where(ofHolder(batch)),
    db.update(directMail).set({ dueAt: dbNow }).where(ofHolder(directMail)),
  ]);
}

export type NextAttempt = {
  waitMs: number;
  attempts: number;
  /** The next attempt is the same request, under the same key. */
  isSameRequest: boolean;
  code: string;
  message: string;
};

/** Back in the queue, without a lease. */
export const requeued = (next: NextAttempt) => ({
  state: 'ready' as const,
  dueAt: sql`${dbNow} + ${next.waitMs}`,
  attempts: next.attempts,
  leaseToken: null,
  leaseHolder: null,
  lastCode: next.code,
  lastError: next.message,
});
