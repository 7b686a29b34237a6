import { and, eq, isNull, sql } from 'drizzle-orm';
import { LEASE } from '../delivery/batch/fence.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { directMail } from '../schema/index.ts';

/** Before a message is posted to a destination. No row when the lease was lost, or it was posted before. */
export const beginPost = (db: Db, of: { id: string; token: string }) =>
  db
    .update(directMail)
    .set({ firstSentAt: dbNow, dueAt: sql`${dbNow} + ${LEASE}` })
    .where(
      and(
        eq(directMail.id, of.id),
        eq(directMail.leaseToken, of.token),
        eq(directMail.state, 'leased'),
        isNull(directMail.firstSentAt),
      ),
    )
    .returning({ id: directMail.id });
