import { and, desc, eq, gte, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import { batch, deliveryAttempt, incidentUpdate, notification } from '../../schema/index.ts';
import { messageOf } from '../rendered-message.ts';
import { attemptResult } from './attempts.ts';

type Of = { pageId: string; subscriberId: string };

/** More than a delivery that is tried for its whole schedule has. */
const ATTEMPTS_EACH = 20;

export type Delivery = Awaited<ReturnType<typeof deliveriesTo>>[number];

/**
 * The newest messages to one destination since `since` (UTC ms), each with its attempts, newest first. A test
 * message has no notification. What a message was called is read from what was sent.
 */
export async function deliveriesTo(db: Db, of: Of, query: { limit: number; since: number }) {
  const rows = await db
    .select({
      id: deliveryAttempt.id,
      notificationId: deliveryAttempt.notificationId,
      ...attemptResult,
      state: batch.state,
      dueAt: batch.dueAt,
      title: sql<string | null>`json_extract(${notification.messages},
        '$."' || ${deliveryAttempt.channel} || '".subject')`,
      update: incidentUpdate.state,
    })
    .from(deliveryAttempt)
    .leftJoin(batch, eq(batch.id, deliveryAttempt.batchId))
    .leftJoin(notification, eq(notification.id, deliveryAttempt.notificationId))
    .leftJoin(incidentUpdate, eq(incidentUpdate.id, notification.updateId))
    .where(and(mine(of), gte(deliveryAttempt.at, query.since)))
    .orderBy(desc(deliveryAttempt.at), desc(deliveryAttempt.id))
    .limit(query.limit * ATTEMPTS_EACH);
  const byMessage = Map.groupBy(rows, ({ notificationId, id }) => notificationId ?? id);
  return [...byMessage.values()].slice(0, query.limit).map((attempts) => {
    const [newest] = attempts as [(typeof rows)[number]]; // no group is empty
    const { notificationId, title, update, state, dueAt } = newest;
    return { notificationId, title, update, state, dueAt, attempts };
  });
}

/** The batch that last carried a notification to a destination. */
export async function batchOfDelivery(
  db: Db,
  of: Of & { notificationId: string },
): Promise<string | null> {
  const [row] = await db
    .select({ id: deliveryAttempt.batchId })
    .from(deliveryAttempt)
    .where(
      and(
        mine(of),
        eq(deliveryAttempt.notificationId, of.notificationId),
        isNotNull(deliveryAttempt.batchId),
      ),
    )
    .orderBy(desc(deliveryAttempt.at))
    .limit(1);
  return row?.id ?? null;
}

/** The stored message of a notification that was sent to this destination; null if none was. */
export async function messageSentTo(db: Db, of: Of & { notificationId: string; channel: string }) {
  const sent = db
    .select({ id: deliveryAttempt.notificationId })
    .from(deliveryAttempt)
    .where(and(mine(of), eq(deliveryAttempt.notificationId, of.notificationId)));
  const [row] = await db
    .select()
    .from(notification)
    .where(and(eq(notification.pageId, of.pageId), inArray(notification.id, sent)));
  const message = row && messageOf(row, of.channel);
  return row && message ? { notification: row, message } : null;
}

const mine = ({ pageId, subscriberId }: Of) =>
  and(eq(deliveryAttempt.pageId, pageId), eq(deliveryAttempt.subscriberId, subscriberId));
