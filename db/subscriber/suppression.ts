import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Of } from '../delivery/batch.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { inboundEvent, subscriber, suppression } from '../schema/index.ts';

/** What a provider's event may bring about, and a new confirmation takes back. */
export const LIFTED_BY_CONFIRMING = ['bounce', 'complaint'];

/** Whether an address is never written to, for any reason but these. */
export const isSuppressed = (
  of: { addressHash: string | SQL; pageId: string | SQL },
  but: string[] = [],
): SQL =>
  sql`exists (select 1 from suppression where suppression.address_hash = ${of.addressHash}
    and (suppression.page_id is null or suppression.page_id = ${of.pageId})
    and suppression.reason not in (select value from json_each(${JSON.stringify(but)})))`;

/** Refuses the whole batch, by its primary key, when the event was recorded before. */
export const insertInboundEvent = (db: Db, row: typeof inboundEvent.$inferInsert): Statement =>
  db.insert(inboundEvent).values(row);

/** On every page. News from before a later confirmation of that address comes too late to count. */
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

/** Beside the end of a chunk, by its lease: these have their mail. */
export const forgetNoSuchAddress = (of: Of, subscriberIds: readonly string[]): Statement =>
  plain(sql`update subscriber set no_such_address = 0
    where id in (select value from json_each(${JSON.stringify(subscriberIds)}))
      and no_such_address > 0 and ${isHeld(of)}`);

const NO_SUCH_ADDRESS_TIMES = 2;

/** Beside the end of a chunk, by its lease: at the second time in a row the address is suppressed. */
export function countNoSuchAddress(
  of: Of,
  rows: readonly { id: string; subscriberId: string; addressHash: string }[],
): Statement[] {
  const list = sql`json_each(${JSON.stringify(rows)})`;
  return [
    plain(sql`update subscriber set no_such_address = no_such_address + 1
      where id in (select value ->> 'subscriberId' from ${list}) and ${isHeld(of)}`),
    plain(sql`insert into suppression (id, page_id, address_hash, reason, source_event, created_at)
      select r.value ->> 'id', null, r.value ->> 'addressHash', 'bounce', 'smtp/' || (r.value ->> 'id'), ${dbNow}
      from ${list} r join subscriber s on s.id = r.value ->> 'subscriberId'
      where s.no_such_address >= ${NO_SUCH_ADDRESS_TIMES} and ${isHeld(of)}
        and not ${isSuppressed({ addressHash: sql`r.value ->> 'addressHash'`, pageId: sql`s.page_id` })}`),
  ];
}

const isHeld = ({ id, token }: Of): SQL =>
  sql`exists (select 1 from chunk where chunk.id = ${id} and lease_token = ${token} and chunk.state = 'leased')`;

/** The owner of the address confirmed that they want mail. */
export const liftSuppression = (db: Db, addressHash: string): Statement =>
  db
    .delete(suppression)
    .where(
      and(
        eq(suppression.addressHash, addressHash),
        inArray(suppression.reason, LIFTED_BY_CONFIRMING),
      ),
    );

/** Of these address hashes, why the ones that are never written to are not. */
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

/** How many addresses are never written to. */
export async function countSuppressed(db: Db, pageId: string): Promise<number> {
  const [row] = await db
    .select({ n: sql<number>`count(distinct ${suppression.addressHash})` })
    .from(suppression)
    .where(or(isNull(suppression.pageId), eq(suppression.pageId, pageId)));
  return row?.n ?? 0;
}
