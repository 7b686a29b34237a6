import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { chunk, notification } from '../schema/index.ts';
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

/** The state it takes, or NULL when it is past that: the NOT NULL constraint refuses the batch. */
const taking = (state: SQL | string, when: SQL | undefined) =>
  sql`case when ${when} then ${state} end`;

/** Calls under way are let finish; what is claimed and not begun goes back. */
export const pauseStatements = (db: Db, id: string): Statement[] => [
  db
    .update(notification)
    .set({
      state: taking('paused', inArray(notification.state, ['held', 'planning', 'sending'])),
    })
    .where(eq(notification.id, id)),
  db
    .update(chunk)
    .set({ state: 'ready', dueAt: dbNow, leaseToken: null, leaseHolder: null })
    .where(and(eq(chunk.notificationId, id), eq(chunk.state, 'leased'), isNull(chunk.frozen))),
];

/** Planning goes on from its cursor, where there is anything left to plan. */
export const resumeStatements = (db: Db, id: string): Statement[] => [
  db
    .update(notification)
    .set({
      state: taking(
        'planning',
        and(isLive, inArray(notification.state, ['held', 'paused', 'needs_operator'])),
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
