import { and, asc, eq, sql } from 'drizzle-orm';
import { KEY_WINDOW, LEASE, type Lease } from './chunk.ts';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { type ChunkState, letter } from './schema/index.ts';
import { write } from './write.ts';

export type ClaimedLetter = Awaited<ReturnType<typeof claimLetters>>[number];

/** As chunks are claimed. A letter's bytes never change, so there is nothing more to freeze. */
export async function claimLetters(db: Db, lease: Lease, k: number) {
  await write(db, [
    db
      .update(letter)
      .set({
        state: 'leased',
        leaseToken: lease.token,
        leaseHolder: lease.holder,
        dueAt: sql`${dbNow} + ${LEASE}`,
      })
      .where(
        sql`${letter.id} in (select l.id from letter l where l.state in ('ready', 'leased')
          and l.due_at <= ${dbNow} order by l.due_at limit ${k})`,
      ),
  ]);
  return db
    .select({
      letter,
      keyExpired: sql<number>`coalesce(${letter.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
    })
    .from(letter)
    .where(and(eq(letter.leaseToken, lease.token), eq(letter.state, 'leased')))
    .orderBy(asc(letter.createdAt), asc(letter.id));
}

async function writeFenced(
  db: Db,
  of: { id: string; token: string },
  set: Parameters<ReturnType<typeof db.update<typeof letter>>['set']>[0],
): Promise<boolean> {
  const [result] = await write(db, [
    db
      .update(letter)
      .set(set)
      .where(and(eq(letter.id, of.id), eq(letter.leaseToken, of.token), eq(letter.state, 'leased')))
      .returning({ id: letter.id }),
  ]);
  return (result?.rows.length ?? 0) > 0;
}

/** Before each attempt: the lease is still ours, and the first one is remembered. */
export const beginLetter = (db: Db, of: { id: string; token: string }): Promise<boolean> =>
  writeFenced(db, of, {
    firstSentAt: sql`coalesce(${letter.firstSentAt}, ${dbNow})`,
    dueAt: sql`${dbNow} + ${LEASE}`,
  });

export const retryLetter = (
  db: Db,
  of: { id: string; token: string },
  next: { waitMs: number; attempts: number; keep: boolean; code: string; message: string },
): Promise<boolean> =>
  writeFenced(db, of, {
    state: 'ready',
    dueAt: sql`${dbNow} + ${next.waitMs}`,
    attempts: next.attempts,
    leaseToken: null,
    leaseHolder: null,
    lastCode: next.code,
    lastError: next.message,
    ...(next.keep ? {} : { firstSentAt: null }),
  });

export const releaseLetter = (db: Db, of: { id: string; token: string }): Promise<boolean> =>
  writeFenced(db, of, { state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null });

export const settleLetter = (
  db: Db,
  of: { id: string; token: string },
  end: { state: Extract<ChunkState, 'done' | 'dead' | 'unknown'>; message: string | null },
): Promise<boolean> =>
  writeFenced(db, of, { state: end.state, lastError: end.message, sentAt: dbNow });
