import { eq, lt, lte, or, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { attempt } from './schema/index.ts';
import { type Statement, write } from './write.ts';

type Limit = { key: string; limit: number; window: number };

/**
 * Counts one attempt unless the limit is reached: one atomic statement, so that a thousand at the
 * same moment get no more than `limit`. Null when counted, else the end of the window.
 */
export async function takeAttempt(db: Db, given: Limit, now: number): Promise<number | null> {
  const over = lte(attempt.until, now);
  const [counted] = await write(db, [
    db
      .insert(attempt)
      .values({ key: given.key, count: 1, until: now + given.window })
      .onConflictDoUpdate({
        target: attempt.key,
        set: {
          count: sql`case when ${over} then 1 else ${attempt.count} + 1 end`,
          until: sql`case when ${over} then ${now + given.window} else ${attempt.until} end`,
        },
        setWhere: or(over, lt(attempt.count, given.limit)),
      })
      .returning({ key: attempt.key }),
  ]);
  if (counted && counted.rows.length > 0) return null;
  const [row] = await db.select().from(attempt).where(eq(attempt.key, given.key));
  return row?.until ?? now;
}

export const forgetAttempts = (db: Db, key: string): Statement =>
  db.delete(attempt).where(eq(attempt.key, key));
