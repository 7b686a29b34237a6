import { and, asc, count, desc, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Standing } from '../../api/domain/subscriber/standing.ts';
import type { Db } from '../engine/client.ts';
import { type ChannelName, subscriber } from '../schema/index.ts';
import type { Subscriber } from './subscriber.ts';

export type SubscriberFilter = {
  /** A part of the address or label. */
  q: string;
  /** Null: everybody who has not left. */
  standing: Standing | 'all' | null;
  channel: ChannelName | null;
};

/** The place of a row in the list, newest first. */
export type ListPlace = { at: number; id: string };

const standingIs: Record<Standing, SQL | undefined> = {
  active: and(eq(subscriber.state, 'active'), isNull(subscriber.quarantinedAt)),
  unconfirmed: and(eq(subscriber.state, 'pending'), isNull(subscriber.quarantinedAt)),
  quarantined: and(isNotNull(subscriber.quarantinedAt), ne(subscriber.state, 'unsubscribed')),
  left: eq(subscriber.state, 'unsubscribed'),
};

const literally = (q: string): string => `%${q.replace(/[\\%_]/g, '\\$&')}%`;

const contains = (q: string): SQL | undefined =>
  or(
    sql`(${subscriber.channel} = 'email' and ${subscriber.email} like ${literally(q)} escape '\\')`,
    sql`${subscriber.label} like ${literally(q)} escape '\\'`,
  );

export const matchesFilter = (pageId: string, { q, standing, channel }: SubscriberFilter) =>
  and(
    eq(subscriber.pageId, pageId),
    standing === 'all'
      ? undefined
      : standing === null
        ? ne(subscriber.state, 'unsubscribed')
        : standingIs[standing],
    channel === null ? undefined : eq(subscriber.channel, channel),
    q === '' ? undefined : contains(q),
  );

/**
 * Rows after (older) or before (newer) a place, newest first, without counting those that are
 * skipped. One row more than `limit` says whether there are others.
 */
export async function listSubscribers(
  db: Db,
  pageId: string,
  query: SubscriberFilter & { after?: ListPlace; before?: ListPlace; limit: number },
): Promise<Subscriber[]> {
  const place = sql`(${subscriber.createdAt}, ${subscriber.id})`;
  const { after, before } = query;
  const rows = await db
    .select()
    .from(subscriber)
    .where(
      and(
        matchesFilter(pageId, query),
        after && sql`${place} < (${after.at}, ${after.id})`,
        before && sql`${place} > (${before.at}, ${before.id})`,
      ),
    )
    .orderBy(
      ...(before
        ? [asc(subscriber.createdAt), asc(subscriber.id)]
        : [desc(subscriber.createdAt), desc(subscriber.id)]),
    )
    .limit(query.limit + 1);
  return rows;
}

export type SubscriberCount = { channel: ChannelName; standing: Standing; n: number };

/** How many there are of each channel and standing, from one index. */
export async function countSubscribers(db: Db, pageId: string): Promise<SubscriberCount[]> {
  const isQuarantined = sql<number>`${subscriber.quarantinedAt} is not null`;
  const rows = await db
    .select({ channel: subscriber.channel, state: subscriber.state, isQuarantined, n: count() })
    .from(subscriber)
    .where(eq(subscriber.pageId, pageId))
    .groupBy(subscriber.channel, subscriber.state, isQuarantined);
  return rows.map(({ channel, state, isQuarantined: quarantined, n }) => ({
    channel,
    standing:
      state === 'unsubscribed'
        ? 'left'
        : quarantined
          ? 'quarantined'
          : state === 'active'
            ? 'active'
            : 'unconfirmed',
    n,
  }));
}

/** Number of subscribers of one standing, on every channel. */
export const countOf = (counts: readonly SubscriberCount[], standing: Standing): number =>
  counts.reduce((n, one) => (one.standing === standing ? n + one.n : n), 0);
