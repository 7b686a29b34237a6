import { and, count, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { directMail, type SubscriberState, subscriber, subscription } from '../schema/index.ts';
import { isSuppressed } from './suppression.ts';

export type Subscriber = typeof subscriber.$inferSelect;
export type Choice = { allComponents: boolean; componentIds: string[] };

export async function findSubscriber(
  db: Db,
  pageId: string,
  by: { id: string } | { email: string },
): Promise<Subscriber | null> {
  const only = 'id' in by ? eq(subscriber.id, by.id) : eq(subscriber.email, by.email);
  const [row] = await db
    .select()
    .from(subscriber)
    .where(and(eq(subscriber.pageId, pageId), only));
  return row ?? null;
}

export async function chosenComponents(db: Db, id: string): Promise<string[]> {
  const rows = await db
    .select({ id: subscription.componentId })
    .from(subscription)
    .where(eq(subscription.subscriberId, id));
  return rows.map((row) => row.id);
}

/**
 * Requests a subscription. An address with an active subscription stays as it is. The same
 * statements run for every address, so that neither the response nor its time reveals anything.
 */
export function askStatements(
  db: Db,
  ask: {
    id: string;
    pageId: string;
    email: string;
    addressHash: string;
    choice: Choice;
    locale: Locale | null;
    now: number;
  },
): Statement[] {
  const isActive = sql`(${subscriber.state} = 'active' and not ${isSuppressed(ask)})`;
  const mine = db
    .select({ id: subscriber.id })
    .from(subscriber)
    .where(and(eq(subscriber.id, ask.id), ne(subscriber.state, 'active')));
  const stamps = { createdAt: ask.now, updatedAt: ask.now };
  const { allComponents, componentIds } = ask.choice;
  return [
    db
      .insert(subscriber)
      .values({
        id: ask.id,
        pageId: ask.pageId,
        email: ask.email,
        state: 'pending',
        allComponents,
        locale: ask.locale,
        ...stamps,
      })
      .onConflictDoUpdate({
        target: [subscriber.pageId, subscriber.email],
        set: {
          state: sql`case when ${isActive} then 'active' else 'pending' end`,
          allComponents: sql`case when ${isActive} then ${subscriber.allComponents} else ${allComponents} end`,
          locale: sql`case when ${isActive} then ${subscriber.locale} else ${ask.locale} end`,
          updatedAt: ask.now,
        },
      }),
    db.delete(subscription).where(inArray(subscription.subscriberId, mine)),
    plain(sql`insert into subscription (subscriber_id, component_id)
      select s.id, chosen.value from subscriber s, json_each(${JSON.stringify(componentIds)}) chosen
      where s.id = ${ask.id} and s.state <> 'active'`),
  ];
}

/** Confirms a pending subscription, only with a link of its current epoch. */
export const confirmSubscriber = (db: Db, of: Subscriber, now: number): Statement =>
  db
    .update(subscriber)
    .set({ state: 'active', confirmedAt: now, updatedAt: now, transientBounces: 0 })
    .where(
      and(
        eq(subscriber.id, of.id),
        eq(subscriber.epoch, of.epoch),
        eq(subscriber.state, 'pending'),
      ),
    );

/** Invalidates every older link but the one to unsubscribe. */
export const leaveSubscriber = (db: Db, id: string, now: number): Statement =>
  db
    .update(subscriber)
    .set({
      state: 'unsubscribed',
      unsubscribedAt: now,
      updatedAt: now,
      epoch: sql`${subscriber.epoch} + 1`,
    })
    .where(and(eq(subscriber.id, id), ne(subscriber.state, 'unsubscribed')));

/** Without `locale` the language stays. */
export const chooseComponents = (
  db: Db,
  id: string,
  choice: Choice & { locale?: Locale | undefined },
  now: number,
): Statement[] => [
  db
    .update(subscriber)
    .set({
      allComponents: choice.allComponents,
      ...(choice.locale ? { locale: choice.locale } : {}),
      updatedAt: now,
    })
    .where(eq(subscriber.id, id)),
  db.delete(subscription).where(eq(subscription.subscriberId, id)),
  ...choice.componentIds.map((componentId) =>
    db.insert(subscription).values({ subscriberId: id, componentId }),
  ),
];

/** Deletes all traces of the person except audit entries, which hold no address. */
export const deleteSubscriber = (db: Db, of: Subscriber): Statement[] => [
  db.delete(subscription).where(eq(subscription.subscriberId, of.id)),
  db
    .delete(directMail)
    .where(
      and(
        eq(directMail.pageId, of.pageId),
        eq(directMail.kind, 'confirm'),
        eq(directMail.to, of.email),
      ),
    ),
  db.delete(subscriber).where(eq(subscriber.id, of.id)),
];

export async function countSubscribers(
  db: Db,
  pageId: string,
): Promise<Record<SubscriberState, number>> {
  const rows = await db
    .select({ state: subscriber.state, n: count() })
    .from(subscriber)
    .where(eq(subscriber.pageId, pageId))
    .groupBy(subscriber.state);
  return {
    pending: 0,
    active: 0,
    unsubscribed: 0,
    ...Object.fromEntries(rows.map((row) => [row.state, row.n])),
  };
}

/** Newest first; `page` is 1-based. One row more than `limit` shows whether there is a next page. */
export const listSubscribers = (
  db: Db,
  pageId: string,
  query: { q: string; state: SubscriberState | null; page: number; limit: number },
): Promise<Subscriber[]> =>
  db
    .select()
    .from(subscriber)
    .where(
      and(
        eq(subscriber.pageId, pageId),
        query.state ? eq(subscriber.state, query.state) : undefined,
        query.q
          ? sql`${subscriber.email} like ${`%${query.q.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`
          : undefined,
      ),
    )
    .orderBy(desc(subscriber.createdAt), desc(subscriber.id))
    .limit(query.limit + 1)
    .offset((query.page - 1) * query.limit);
