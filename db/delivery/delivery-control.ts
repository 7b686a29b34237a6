import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { notificationStates, statesBefore } from '../../api/domain/delivery/states.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { batch, notification } from '../schema/index.ts';
import type { Notification } from './notification.ts';
import { endStatements, isLive } from './supersede.ts';

export async function findNotification(
  db: Db,
  pageId: string,
  id: string,
): Promise<Notification | null> {
  const [row] = await db
    .select()
    .from(notification)
    .where(and(eq(notification.pageId, pageId), eq(notification.id, id)));
  return row ?? null;
}

/** The new state, or NULL when it is too late: the NOT NULL constraint then fails the batch. */
const taking = (state: SQL | string, when: SQL | undefined) =>
  sql`case when ${when} then ${state} end`;

/** Calls in flight finish. Claimed batches that were not started return to the queue. */
export const pauseStatements = (db: Db, id: string): Statement[] => [
  db
    .update(notification)
    .set({
      state: taking(
        'paused',
        inArray(notification.state, statesBefore(notificationStates, 'paused')),
      ),
    })
    .where(eq(notification.id, id)),
  db
    .update(batch)
    .set({ state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null })
    .where(
      and(eq(batch.notificationId, id), eq(batch.state, 'leased'), isNull(batch.recipientSnapshot)),
    ),
];

/** Planning continues from its cursor if recipients are left to plan. */
export const resumeStatements = (db: Db, id: string): Statement[] => [
  db
    .update(notification)
    .set({
      state: taking(
        'planning',
        and(isLive, inArray(notification.state, statesBefore(notificationStates, 'planning'))),
      ),
      holdUntil: dbNow,
      aliveAt: dbNow,
      guard: 'answered',
    })
    .where(eq(notification.id, id)),
];

export const cancelStatements = (db: Db, id: string): Statement[] => [
  db
    .update(notification)
    .set({ state: taking(sql`${notification.state}`, isLive) })
    .where(eq(notification.id, id)),
  ...endStatements(db, eq(notification.id, id), { state: 'cancelled' }),
];
