import { and, eq, ne, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { component, incident, subscriber, subscription } from '../schema/index.ts';

/** Invalidates every older link but the one to unsubscribe. */
export const removeByTeam = (
  db: Db,
  id: string,
  removedReason: string | null,
  now: number,
): Statement =>
  db
    .update(subscriber)
    .set({
      ...{ state: 'unsubscribed', unsubscribedAt: now, updatedAt: now, removedReason },
      epoch: sql`${subscriber.epoch} + 1`,
    })
    .where(and(eq(subscriber.id, id), ne(subscriber.state, 'unsubscribed')));

/** The count of failures begins again. */
export const reactivateSubscriber = (db: Db, id: string, now: number): Statement =>
  db
    .update(subscriber)
    .set({
      ...{ quarantinedAt: null, quarantineReason: null, failingSince: null },
      ...{ transientBounces: 0, noSuchAddress: 0, updatedAt: now },
    })
    .where(eq(subscriber.id, id));

export const markAsList = (db: Db, id: string, isList: boolean, now: number): Statement =>
  db.update(subscriber).set({ isList, updatedAt: now }).where(eq(subscriber.id, id));

/** What somebody who did not choose everything follows, with its name. */
export const subscriptionsOf = (db: Db, subscriberId: string) =>
  db
    .select({
      target: subscription.target,
      id: subscription.componentId,
      name: sql<string | null>`coalesce(${component.name}, ${incident.name})`,
    })
    .from(subscription)
    .leftJoin(component, eq(component.id, subscription.componentId))
    .leftJoin(
      incident,
      and(eq(incident.id, subscription.componentId), eq(incident.audience, 'public')),
    )
    .where(eq(subscription.subscriberId, subscriberId));
