import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import { deliveryAttempt, incident, notification, subscriber } from '../../schema/index.ts';

/** When a call was made and what came of it. */
export const attemptResult = {
  at: deliveryAttempt.at,
  durationMs: deliveryAttempt.durationMs,
  outcome: deliveryAttempt.outcome,
  status: deliveryAttempt.status,
  error: deliveryAttempt.error,
  excerpt: deliveryAttempt.excerpt,
  nextAt: deliveryAttempt.nextAt,
};

export type LoggedAttempt = Awaited<ReturnType<typeof listAttempts>>[number];

/** Calls about one notification or to one destination, newest first; one more than `limit`. */
export const listAttempts = (
  db: Db,
  of: { pageId: string; notificationId: string } | { pageId: string; subscriberId: string },
  query: {
    limit: number;
    before?: { at: number; id: string };
    /** Only calls on one channel with one outcome. */
    only?: { channel: string; outcome: string } | null;
  },
) =>
  db
    .select({
      id: deliveryAttempt.id,
      notificationId: deliveryAttempt.notificationId,
      incidentId: notification.incidentId,
      incidentName: incident.name,
      subscriberId: deliveryAttempt.subscriberId,
      email: subscriber.email,
      label: subscriber.label,
      channel: deliveryAttempt.channel,
      ...attemptResult,
    })
    .from(deliveryAttempt)
    .leftJoin(subscriber, eq(subscriber.id, deliveryAttempt.subscriberId))
    .leftJoin(notification, eq(notification.id, deliveryAttempt.notificationId))
    .leftJoin(incident, eq(incident.id, notification.incidentId))
    .where(
      and(
        eq(deliveryAttempt.pageId, of.pageId),
        'notificationId' in of
          ? eq(deliveryAttempt.notificationId, of.notificationId)
          : eq(deliveryAttempt.subscriberId, of.subscriberId),
        query.before && isBefore(query.before),
        query.only?.channel ? eq(deliveryAttempt.channel, query.only.channel) : undefined,
        query.only?.outcome ? eq(deliveryAttempt.outcome, query.only.outcome) : undefined,
      ),
    )
    .orderBy(desc(deliveryAttempt.at), desc(deliveryAttempt.id))
    .limit(query.limit + 1);

const isBefore = ({ at, id }: { at: number; id: string }): SQL | undefined =>
  or(lt(deliveryAttempt.at, at), and(eq(deliveryAttempt.at, at), lt(deliveryAttempt.id, id)));

/** How often a notification was tried on each channel, by outcome. */
export const countAttempts = (db: Db, pageId: string, notificationId: string) =>
  db
    .select({
      channel: deliveryAttempt.channel,
      outcome: deliveryAttempt.outcome,
      n: sql<number>`count(*)`,
    })
    .from(deliveryAttempt)
    .where(
      and(eq(deliveryAttempt.pageId, pageId), eq(deliveryAttempt.notificationId, notificationId)),
    )
    .groupBy(deliveryAttempt.channel, deliveryAttempt.outcome);
