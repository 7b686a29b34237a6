import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { signingSecret } from '../schema/index.ts';

/** Encrypted, the newest first: one, or two while one replaces another. */
export async function validSecrets(db: Db, subscriberId: string, now: number): Promise<string[]> {
  const rows = await db
    .select({ secret: signingSecret.secret })
    .from(signingSecret)
    .where(
      and(
        eq(signingSecret.subscriberId, subscriberId),
        or(isNull(signingSecret.expiresAt), gt(signingSecret.expiresAt, now)),
      ),
    )
    .orderBy(desc(signingSecret.createdAt))
    .limit(2);
  return rows.map(({ secret }) => secret);
}

/** A new secret; the one before stays valid until `overlapUntil` (UTC ms). */
export const replaceSecret = (
  db: Db,
  row: { id: string; subscriberId: string; secret: string; now: number; overlapUntil: number },
): Statement[] => [
  db
    .delete(signingSecret)
    .where(
      and(eq(signingSecret.subscriberId, row.subscriberId), lte(signingSecret.expiresAt, row.now)),
    ),
  db
    .update(signingSecret)
    .set({ expiresAt: row.overlapUntil })
    .where(and(eq(signingSecret.subscriberId, row.subscriberId), isNull(signingSecret.expiresAt))),
  db.insert(signingSecret).values({
    id: row.id,
    subscriberId: row.subscriberId,
    secret: row.secret,
    createdAt: row.now,
  }),
];
