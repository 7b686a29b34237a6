import { and, asc, desc, eq, inArray, ne, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { subscriber, subscription } from '../schema/index.ts';
import { matchesFilter, type SubscriberFilter } from './list.ts';
import type { Subscriber } from './subscriber.ts';

export const sortFields = ['primary', 'created_at', 'quarantined_at', 'relevance'] as const;
export type Sorting = { field: (typeof sortFields)[number]; direction: 'asc' | 'desc' };

const columns = {
  primary: subscriber.email,
  created_at: subscriber.createdAt,
  quarantined_at: subscriber.quarantinedAt,
  relevance: subscriber.createdAt,
};

/** One page, counted from 0. Ids come from an index, so that rows of earlier pages are not read. */
export async function subscribersOfPage(
  db: Db,
  pageId: string,
  query: SubscriberFilter & { sort: Sorting; page: number; limit: number },
): Promise<Subscriber[]> {
  const { field, direction } = query.sort;
  const by = direction === 'asc' ? asc : desc;
  const ids = await db
    .select({ id: subscriber.id })
    .from(subscriber)
    .where(matchesFilter(pageId, query))
    .orderBy(by(columns[field]), by(subscriber.id))
    .limit(query.limit)
    .offset(query.page * query.limit);
  return subscribersById(
    db,
    pageId,
    ids.map(({ id }) => id),
  );
}

/** In the order of the ids; those that the page does not have are left out. */
export async function subscribersById(
  db: Db,
  pageId: string,
  ids: readonly string[],
): Promise<Subscriber[]> {
  const rows = await db
    .select()
    .from(subscriber)
    .where(and(eq(subscriber.pageId, pageId), inArray(subscriber.id, [...ids])));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The components and groups that each of these follows. */
export async function followedComponents(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await db
    .select({ id: subscription.subscriberId, componentId: subscription.componentId })
    .from(subscription)
    .where(
      and(inArray(subscription.subscriberId, [...ids]), sql`${subscription.target} <> 'incident'`),
    );
  return new Map(
    [...Map.groupBy(rows, ({ id }) => id)].map(([id, some]) => [
      id,
      some.map(({ componentId }) => componentId),
    ]),
  );
}

/** Who follows one incident, the newest first. */
export const incidentFollowers = (
  db: Db,
  pageId: string,
  incidentId: string,
): Promise<Subscriber[]> => {
  const theirs = db
    .select({ id: subscription.subscriberId })
    .from(subscription)
    .where(and(eq(subscription.target, 'incident'), eq(subscription.componentId, incidentId)));
  return db
    .select()
    .from(subscriber)
    .where(
      and(
        eq(subscriber.pageId, pageId),
        ne(subscriber.state, 'unsubscribed'),
        inArray(subscriber.id, theirs),
      ),
    )
    .orderBy(desc(subscriber.createdAt), desc(subscriber.id));
};
