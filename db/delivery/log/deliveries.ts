import { and, asc, desc, eq, gte, inArray, isNotNull, ne, notInArray, sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import {
  batch,
  deliveryAttempt,
  incidentUpdate,
  notification,
  type RenderedMessage,
} from '../../schema/index.ts';
import { earlierMessage, messageOf } from '../rendered-message.ts';
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
      title: sql<string | null>`coalesce(json_extract(${notification.messages},
        '$."' || ${deliveryAttempt.channel} || '".subject'),
        (select name from incident where incident.id = ${notification.incidentId}))`,
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
  if (!row) return null;
  const message = messageOf(row, of.channel) ?? (await messageWithNewer(db, row, of.channel));
  return message && { notification: row, message };
}

async function messageWithNewer(
  db: Db,
  { supersededBy, updateId }: typeof notification.$inferSelect,
  channel: string,
): Promise<RenderedMessage | null> {
  if (supersededBy === null) return null;
  const [newer] = await db.select().from(notification).where(eq(notification.id, supersededBy));
  return newer ? earlierMessage(messageOf(newer, channel), updateId) : null;
}

/** Notifications that this one replaced and that a destination did not get, by their updates. */
export async function replacedFor(
  db: Db,
  of: { notificationId: string; subscriberId: string },
): Promise<Map<string, string>> {
  const sent = db
    .select({ id: deliveryAttempt.notificationId })
    .from(deliveryAttempt)
    .where(
      and(
        eq(deliveryAttempt.subscriberId, of.subscriberId),
        eq(deliveryAttempt.outcome, 'sent'),
        isNotNull(deliveryAttempt.notificationId),
      ),
    );
  const rows = await db
    .select({ id: notification.id, updateId: notification.updateId })
    .from(notification)
    .where(
      and(
        eq(notification.supersededBy, of.notificationId),
        ne(notification.kind, 'digest'),
        notInArray(notification.id, sent),
      ),
    )
    .orderBy(asc(notification.createdAt));
  return new Map(rows.map(({ id, updateId }) => [updateId, id]));
}

const mine = ({ pageId, subscriberId }: Of) =>
  and(eq(deliveryAttempt.pageId, pageId), eq(deliveryAttempt.subscriberId, subscriberId));
