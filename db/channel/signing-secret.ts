import { and, eq, isNull, lte } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { signingSecret } from '../schema/index.ts';

/** Its text never changes: it runs once for each message to a webhook. */
const VALID = `select secret from signing_secret
  where subscriber_id = ? and (expires_at is null or expires_at > ?)
  order by created_at desc limit 2`;

/** Encrypted, the newest first: one, or two while one replaces another. */
export async function validSecrets(db: Db, subscriberId: string, now: number): Promise<string[]> {
  const { rows } = await db.$client.execute({ sql: VALID, args: [subscriberId, now] });
  return rows.map(({ secret }) => String(secret));
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
