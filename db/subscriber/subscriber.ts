import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { subscriber, subscription } from '../schema/index.ts';
import { isSuppressed } from './suppression.ts';

export type Subscriber = typeof subscriber.$inferSelect;
export type Choice = {
  allComponents: boolean;
  /** Ids of components, groups and incidents. */
  componentIds: string[];
  kinds?: Subscriber['kinds'] | undefined;
  detail?: Subscriber['detail'] | undefined;
  /** Null for the page’s; absent: unchanged. */
  zone?: string | null | undefined;
};

/** What is stored of a destination besides its key, `email`. */
export type AskedDestination = Pick<
  Subscriber,
  'channel' | 'address' | 'label' | 'contactEmail' | 'hostKey'
>;

/** The kind of each id is looked up when it is stored. */
const targetOf = (id: SQL): SQL =>
  sql`case when exists (select 1 from component where component.id = ${id} and "group") then 'group'
    when exists (select 1 from incident where incident.id = ${id}) then 'incident' else 'component' end`;

/** Each of them, where it is chosen. */
const chosenSettings = ({ kinds, detail, zone }: Choice) => ({
  ...(kinds ? { kinds } : {}),
  ...(detail ? { detail } : {}),
  ...(zone === undefined ? {} : { zone }),
});

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
    /** A channel other than email. */
    destination?: AskedDestination | undefined;
    now: number;
  },
): Statement[] {
  const isActive = sql`(${subscriber.state} = 'active' and ${subscriber.quarantinedAt} is null
    and not ${isSuppressed(ask)})`;
  const { destination = null } = ask;
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
        ...chosenSettings(ask.choice),
        ...destination,
        ...stamps,
      })
      .onConflictDoUpdate({
        target: [subscriber.pageId, subscriber.email],
        set: {
          state: sql`case when ${isActive} then 'active' else 'pending' end`,
          allComponents: sql`case when ${isActive} then ${subscriber.allComponents} else ${allComponents} end`,
          locale: sql`case when ${isActive} then ${subscriber.locale} else ${ask.locale} end`,
          kinds: sql`case when ${isActive} then ${subscriber.kinds} else ${ask.choice.kinds ?? 'all'} end`,
          detail: sql`case when ${isActive} then ${subscriber.detail} else ${ask.choice.detail ?? 'every'} end`,
          zone: sql`case when ${isActive} then ${subscriber.zone} else ${ask.choice.zone ?? null} end`,
          address: sql`case when ${isActive} then ${subscriber.address} else ${destination?.address ?? null} end`,
          contactEmail: sql`case when ${isActive} then ${subscriber.contactEmail} else ${destination?.contactEmail ?? null} end`,
          updatedAt: ask.now,
        },
      }),
    db.delete(subscription).where(inArray(subscription.subscriberId, mine)),
    plain(sql`insert into subscription (subscriber_id, component_id, target)
      select s.id, chosen.value, ${targetOf(sql`chosen.value`)} from subscriber s, json_each(${JSON.stringify(componentIds)}) chosen
      where s.id = ${ask.id} and s.state <> 'active'`),
  ];
}

/** Confirms a pending subscription, only with a link of its current epoch and contact. */
export const confirmSubscriber = (db: Db, of: Subscriber, now: number): Statement =>
  db
    .update(subscriber)
    .set({
      ...{ state: 'active', confirmedAt: now, updatedAt: now, transientBounces: 0 },
      ...{ unsubscribedAt: null, removedReason: null },
      ...{ quarantinedAt: null, quarantineReason: null, failingSince: null },
    })
    .where(
      and(
        eq(subscriber.id, of.id),
        eq(subscriber.epoch, of.epoch),
        eq(subscriber.state, 'pending'),
        sql`${subscriber.contactEmail} is ${of.contactEmail}`,
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
      ...chosenSettings(choice),
      ...(choice.locale ? { locale: choice.locale } : {}),
      updatedAt: now,
    })
    .where(eq(subscriber.id, id)),
  db.delete(subscription).where(eq(subscription.subscriberId, id)),
  plain(sql`insert into subscription (subscriber_id, component_id, target)
    select ${id}, chosen.value, ${targetOf(sql`chosen.value`)}
    from json_each(${JSON.stringify(choice.componentIds)}) chosen where true`),
];
