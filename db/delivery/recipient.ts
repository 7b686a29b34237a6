import { and, asc, count, eq, exists, gt, isNull, lte, type SQL, sql } from 'drizzle-orm';
import type { IncidentKind } from '../../api/domain/incident/incident.ts';
import { type Locale, locales } from '../../api/domain/text/locale.ts';
import type { Db } from '../engine/client.ts';
import { notification, subscriber } from '../schema/index.ts';
import { isSuppressed } from '../subscriber/suppression.ts';
import { anyOf, type EventSql, eachOf, eventOfRow, isNotifiedRow } from './notified.ts';
import { type OccasionRow, upcomingDetail } from './occasion.ts';

type Notification = typeof notification.$inferSelect;

/** An update before it is published. */
export type UpcomingUpdate = Omit<OccasionRow, 'updateId'> & {
  pageId: string;
  cutAt: number;
  kind: IncidentKind;
  componentIds: readonly string[];
};

const s = sql.raw('subscriber');

/** Active, confirmed by `cutAt`, and notified by their preferences. */
const isRecipient = (of: { pageId: string; cutAt: number }, event: EventSql): SQL | undefined =>
  and(
    eq(subscriber.pageId, of.pageId),
    eq(subscriber.state, 'active'),
    isNull(subscriber.quarantinedAt),
    lte(subscriber.confirmedAt, of.cutAt),
    isNotifiedRow(s, event, anyOf(s)),
  );

const eventOf = (row: Notification): EventSql => ({
  incidentId: sql`${row.incidentId}`,
  updateId: sql`${row.updateId}`,
  kind: sql`(select kind from incident where incident.id = ${row.incidentId})`,
  componentIds: sql`${row.componentIds && JSON.stringify(row.componentIds)}`,
  detail: sql`${row.detail}`,
});

/** Everybody whom an update that is not published yet would reach. */
export function countRecipients(db: Db, update: UpcomingUpdate): Promise<number> {
  const { incidentId, kind, componentIds } = update;
  const event: EventSql = {
    incidentId: sql`${incidentId}`,
    updateId: sql`null`,
    kind: sql`${kind}`,
    componentIds: sql`${JSON.stringify(componentIds)}`,
    detail: sql`(${upcomingDetail({ ...update, updateId: null })})`,
  };
  return countWhere(db, isRecipient(update, event));
}

async function countWhere(db: Db, where: SQL | undefined): Promise<number> {
  const [row] = await db.select({ n: count() }).from(subscriber).where(where);
  return row?.n ?? 0;
}

/** How many people each notification of an incident that still waits will be sent to, by its id. */
export async function countWaiting(db: Db, incidentId: string): Promise<Map<string, number>> {
  const waiting = await db
    .select()
    .from(notification)
    .where(and(eq(notification.incidentId, incidentId), eq(notification.state, 'held')));
  const counted = waiting.map(
    async (one) => [one.id, await countWhere(db, isRecipient(one, eventOf(one)))] as const,
  );
  return new Map(await Promise.all(counted));
}

/** The next recipients to plan, on any channel, by id. */
export const recipientsAfter = (
  db: Db,
  target: Notification,
  after: string | null,
  limit: number,
) =>
  db
    .select({ id: subscriber.id, channel: subscriber.channel, hostKey: subscriber.hostKey })
    .from(subscriber)
    .where(
      and(
        isRecipient(target, eventOf(target)),
        after === null ? undefined : gt(subscriber.id, after),
      ),
    )
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
      and ${isNotifiedRow(sql.raw('s'), eventOfRow(sql.raw('n')), eachOf(sql.raw('s')))}
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
