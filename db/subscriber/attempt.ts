import { inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import { attempt } from '../schema/index.ts';

/** At most `limit` attempts for `key` in `window` ms. */
export type Limit = { key: string; limit: number; window: number };

/**
 * Counts an attempt for every key unless a limit is reached, in one atomic statement. `until` is
 * null when counted, otherwise the end of the longest window that is full; `count` is the highest
 * count.
 */
export async function takeAttempts(
  db: Db,
  limits: readonly Limit[],
  now: number,
): Promise<{ until: number | null; count: number }> {
  const full = sql`select a.until from json_each(${JSON.stringify(limits)}) l
    join attempt a on a.key = l.value ->> 'key'
    where a.until > ${now} and a.count >= l.value ->> 'limit'`;
  const [counted, left] = await write(db, [
    plain(sql`insert into attempt (key, count, until)
      select value ->> 'key', 1, ${now} + (value ->> 'window') from json_each(${JSON.stringify(limits)})
      where not exists (${full})
      on conflict (key) do update set
        count = case when until <= ${now} then 1 else count + 1 end,
        until = case when until <= ${now} then excluded.until else until end
      returning count`),
    plain(sql`select max(until) as until from (${full})`),
  ]);
  const counts = (counted?.rows ?? []).map((row) => Number(row.count));
  const until = counts.length > 0 ? null : Number(left?.rows[0]?.until ?? now);
  return { until, count: Math.max(0, ...counts) };
}

export const takeAttempt = async (db: Db, limit: Limit, now: number): Promise<number | null> =>
  (await takeAttempts(db, [limit], now)).until;

export const forgetAttempts = (db: Db, keys: readonly string[]): Statement =>
  db.delete(attempt).where(inArray(attempt.key, [...keys]));

/** Takes counted attempts back that had no effect. */
export const takeBackAttempts = (db: Db, keys: readonly string[]): Statement =>
  db
    .update(attempt)
    .set({ count: sql`max(0, ${attempt.count} - 1)` })
    .where(inArray(attempt.key, [...keys]));

/** Adds attempts to the window that ends at `until`; the count of all who add to it. */
export async function addAttempts(
  db: Db,
  { key, count, until }: { key: string; count: number; until: number },
): Promise<number> {
  const [added] = await write(db, [
    plain(sql`insert into attempt (key, count, until) values (${key}, ${count}, ${until})
      on conflict (key) do update set
        count = case when until = excluded.until then count + excluded.count else excluded.count end,
        until = excluded.until
      returning count`),
  ]);
  return Number(added?.rows[0]?.count ?? 0);
}
