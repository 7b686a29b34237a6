import { and, eq, sql } from 'drizzle-orm';
import type { SQLiteUpdateSetSource } from 'drizzle-orm/sqlite-core';
import { HOUR, SECOND } from '../../../api/domain/time/time.ts';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import type { Statement } from '../../engine/write.ts';
import { batch, notification } from '../../schema/index.ts';

export const LEASE = 120 * SECOND;
/** Providers remember an idempotency key for 24 h. After this, mail in doubt is not sent again. */
export const KEY_WINDOW = 23 * HOUR;

export type Lease = { token: string; holder: string };
/** A batch, and the lease under which it is written. */
export type LeasedBatch = { id: string; token: string };
export const leaseEnd = sql<number>`${dbNow} + ${LEASE}`;
export const fenced = (leased: LeasedBatch) =>
  and(eq(batch.id, leased.id), eq(batch.leaseToken, leased.token), eq(batch.state, 'leased'));
export const ofBatch = (id: string) =>
  sql`${notification.id} = (select notification_id from chunk where id = ${id})`;

/** Safe to write twice: no effect after the lease was lost or the batch was settled. */
export const fencedUpdate = (
  db: Db,
  leased: LeasedBatch,
  set: SQLiteUpdateSetSource<typeof batch>,
) => db.update(batch).set(set).where(fenced(leased));

/** Counts as activity of the notification, which then isn’t held as old. */
export const keepAlive = (db: Db, leased: LeasedBatch): Statement =>
  db
    .update(notification)
    .set({ aliveAt: dbNow })
    .where(sql`${ofBatch(leased.id)} and exists (select 1 from chunk where ${fenced(leased)})`);
