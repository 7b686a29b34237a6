import {
  and,
  asc,
  count,
  eq,
  exists,
  gt,
  inArray,
  isNull,
  lte,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { type Locale, locales } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { notification, subscriber, subscription } from '../schema/index.ts';
import { isSuppressed } from '../subscriber/suppression.ts';

const isSubscribed = (db: Db, componentIds: string[] | null): SQL | undefined =>
  or(
    eq(subscriber.allComponents, true),
    componentIds
      ? inArray(
          subscriber.id,
          db
            .select({ id: subscription.subscriberId })
            .from(subscription)
            .where(inArray(subscription.componentId, componentIds)),
        )
      : undefined,
  );

type RecipientQuery = { pageId: string; cutAt: number; componentIds: string[] | null };

/** Active, confirmed by `cutAt`, and subscribed to an affected component. */
const isRecipient = (db: Db, target: RecipientQuery): SQL | undefined =>
  and(
    eq(subscriber.pageId, target.pageId),
    eq(subscriber.state, 'active'),
    isNull(subscriber.quarantinedAt),
    lte(subscriber.confirmedAt, target.cutAt),
    isSubscribed(db, target.componentIds),
  );

export async function countRecipients(db: Db, target: RecipientQuery): Promise<number> {
  const [row] = await db.select({ n: count() }).from(subscriber).where(isRecipient(db, target));
  return row?.n ?? 0;
}

/** How many people each notification of an incident that still waits will be sent to, by its id. */
export async function countWaiting(db: Db, incidentId: string): Promise<Map<string, number>> {
  const waiting = await db
    .select()
    .from(notification)
    .where(and(eq(notification.incidentId, incidentId), eq(notification.state, 'held')));
  const counted = waiting.map(async (one) => [one.id, await countRecipients(db, one)] as const);
  return new Map(await Promise.all(counted));
}

/** The next recipients to plan, on any channel, by id. */
export const recipientsAfter = (
  db: Db,
  target: RecipientQuery,
  after: string | null,
  limit: number,
) =>
  db
    .select({ id: subscriber.id, channel: subscriber.channel, hostKey: subscriber.hostKey })
    .from(subscriber)
    .where(and(isRecipient(db, target), after === null ? undefined : gt(subscriber.id, after)))
    .orderBy(asc(subscriber.id))
    .limit(limit);

/**
 * Planned recipients of a batch who are still subscribed and not suppressed, by id. `begin` holds
 * its id, and `hashes` of ids and address hashes.
 */
export const remainingRecipients = (begin: SQL): SQL =>
  sql`select s.id, s.email, s.epoch, s.locale, s.zone, s.address from json_each(${begin}, '$.hashes') h
      join subscriber s on s.id = h.value ->> 0
      join chunk c on c.id = ${begin} ->> 'id' join notification n on n.id = c.notification_id
    where s.state = 'active' and s.quarantined_at is null
      and (s.all_components = 1 or exists (select 1 from subscription chosen
        where chosen.subscriber_id = s.id
          and chosen.component_id in (select value from json_each(n.component_ids))))
      and not ${isSuppressed({ addressHash: sql`h.value ->> 1`, pageId: sql`n.page_id` })}
    order by s.id`;

/** The languages that subscribers chose, by index: the cost does not grow with their number. */
export const localesOfRecipients = (db: Db, pageId: string) =>
  db
    .select({ locale: sql<Locale>`asked.value` })
    .from(sql`json_each(${JSON.stringify(locales)}) as asked`)
    .where(
      exists(
        db
          .select({ one: sql`1` })
          .from(subscriber)
          .where(and(eq(subscriber.pageId, pageId), sql`${subscriber.locale} = asked.value`)),
      ),
    );
