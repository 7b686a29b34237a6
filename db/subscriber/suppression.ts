import { and, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { inboundEvent, subscriber, suppression } from '../schema/index.ts';

/** Reasons that come from a provider's events, and that a new confirmation lifts. */
export const LIFTED_BY_CONFIRMING = ['bounce', 'complaint'];

/** The reason of the keyed hash that stays of somebody who left: imports leave them out. */
export const LEFT = 'left';

/** True when an address must not be written to, for any reason but these. */
export const isSuppressed = (
  of: { addressHash: string | SQL; pageId: string | SQL },
  but: string[] = [],
): SQL =>
  sql`exists (select 1 from suppression where suppression.address_hash = ${of.addressHash}
    and (suppression.page_id is null or suppression.page_id = ${of.pageId})
    and suppression.reason not in (select value from json_each(${JSON.stringify(but)})))`;

/** Fails the whole batch, by its primary key, when the event was recorded before. */
export const insertInboundEvent = (db: Db, row: typeof inboundEvent.$inferInsert): Statement =>
  db.insert(inboundEvent).values(row);

/** For every page. Events from before a later confirmation of the address do not count. */
export const suppress = (row: {
  id: string;
  email: string;
  addressHash: string;
  reason: string;
  sourceEvent: string;
  at: number;
  now: number;
}): Statement =>
  plain(sql`insert into suppression (id, page_id, address_hash, reason, source_event, created_at)
    select ${row.id}, null, ${row.addressHash}, ${row.reason}, ${row.sourceEvent}, ${row.now}
    where not exists (select 1 from subscriber where email = ${row.email}
      and confirmed_at > ${row.at})
    on conflict (source_event) do nothing`);

export const countTransient = (db: Db, emails: string[]): Statement =>
  db
    .update(subscriber)
    .set({ transientBounces: sql`${subscriber.transientBounces} + 1` })
    .where(inArray(subscriber.email, emails));

/** The owner of the address confirmed again. */
export const liftSuppression = (db: Db, addressHashes: readonly string[]): Statement =>
  db
    .delete(suppression)
    .where(
      and(
        inArray(suppression.addressHash, [...addressHashes]),
        inArray(suppression.reason, [...LIFTED_BY_CONFIRMING, LEFT]),
      ),
    );

/** The reason for each of these hashes that is suppressed. */
export async function suppressedOf(
  db: Db,
  pageId: string,
  hashes: string[],
): Promise<Map<string, string>> {
  const rows = await db
    .select({ hash: suppression.addressHash, reason: suppression.reason })
    .from(suppression)
    .where(
      and(
        inArray(suppression.addressHash, hashes),
        or(isNull(suppression.pageId), eq(suppression.pageId, pageId)),
      ),
    );
  return new Map(rows.map((row) => [row.hash, row.reason]));
}

/** Number of suppressed addresses. */
export async function countSuppressed(db: Db, pageId: string): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(distinct ${suppression.addressHash})` })
    .from(suppression)
    .where(
      and(
        or(isNull(suppression.pageId), eq(suppression.pageId, pageId)),
        ne(suppression.reason, LEFT),
      ),
    );
  return row?.n ?? 0;
}

/** Whether somebody with this keyed hash left the page. */
export async function isLeft(db: Db, pageId: string, hash: string): Promise<boolean> {
  const [row] = await db
    .select({ id: suppression.id })
    .from(suppression)
    .where(
      and(
        eq(suppression.pageId, pageId),
        eq(suppression.addressHash, hash),
        eq(suppression.reason, LEFT),
      ),
    )
    .limit(1);
  return row !== undefined;
}
