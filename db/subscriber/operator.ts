import { and, eq, ne, sql } from 'drizzle-orm';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { component, incident, subscriber, subscription } from '../schema/index.ts';
import type { Choice } from './subscriber.ts';

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

/** Resets the count of failures. */
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

/** Null for the page’s language. */
export const setSubscriberLocale = (
  db: Db,
  id: string,
  locale: Locale | null,
  now: number,
): Statement => db.update(subscriber).set({ locale, updatedAt: now }).where(eq(subscriber.id, id));

/** Names of what a subscriber of less than everything follows. */
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

/** Active at once. The batch is complete with the choice. */
export const vouchedSubscriber = (
  db: Db,
  of: { id: string; pageId: string; email: string; choice: Choice; now: number },
): Statement[] => [
  db
    .insert(subscriber)
    .values({
      ...{ id: of.id, pageId: of.pageId, email: of.email, state: 'active', source: 'team' },
      ...{ allComponents: of.choice.allComponents, confirmedAt: of.now },
      ...{ createdAt: of.now, updatedAt: of.now },
    })
    .onConflictDoUpdate({
      target: [subscriber.pageId, subscriber.email],
      set: {
        ...{ state: 'active', source: 'team', allComponents: of.choice.allComponents },
        ...{ confirmedAt: of.now, updatedAt: of.now },
      },
    }),
  db.delete(subscription).where(eq(subscription.subscriberId, of.id)),
  ...followStatements(of.id, of.choice.componentIds),
];

/** Components, and groups with their later components. */
export const followStatements = (id: string, ids: readonly string[]): Statement[] => [
  plain(sql`insert or ignore into subscription (subscriber_id, component_id, target)
    select ${id}, c.id, case when c."group" = 1 then 'group' else 'component' end
    from component c where c.id in (select value from json_each(${JSON.stringify(ids)}))`),
];

/** Replaces the chosen components and groups; what is followed of incidents stays. */
export const chooseByTeam = (db: Db, id: string, choice: Choice, now: number): Statement[] => [
  db
    .update(subscriber)
    .set({ allComponents: choice.allComponents, updatedAt: now })
    .where(eq(subscriber.id, id)),
  db
    .delete(subscription)
    .where(and(eq(subscription.subscriberId, id), ne(subscription.target, 'incident'))),
  ...followStatements(id, choice.componentIds),
];
