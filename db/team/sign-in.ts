import { sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement, write } from '../engine/write.ts';

/** Attempts that cost nothing; after them the delay doubles from a second up to `MOST_SECONDS`. */
const FREE = 5;
const MOST_SECONDS = 300;
const MEMORY = 24 * 60 * 60 * 1000;

const delay = sql`min(${MOST_SECONDS * 1000}, 1000 << min(count - ${FREE}, 20))`;

/**
 * Counts an attempt on an account, whose delay rises with each. Null when it may go on, else when the
 * next one may. One statement, so that attempts at the same moment count one after the other.
 */
export async function takeAccountAttempt(db: Db, key: string, now: number): Promise<number | null> {
  const [taken, left] = await write(db, [
    plain(sql`insert into attempt (key, count, until) values (${key}, 1, ${now + MEMORY})
      on conflict (key) do update set
        count = case when until <= ${now} then 1 else count + 1 end, until = ${now + MEMORY}
      where until <= ${now} or count < ${FREE} or until - ${MEMORY} + ${delay} <= ${now}
      returning key`),
    plain(sql`select until - ${MEMORY} + ${delay} as next from attempt where key = ${key}`),
  ]);
  return taken && taken.rows.length > 0 ? null : Number(left?.rows[0]?.next ?? now);
}

/**
 * The audit entry of what somebody did, or tried, as the member with this address. The same statement
 * runs where there is no such member, and writes nothing. Returns the member's id.
 */
export const auditOfMember = (entry: {
  id: string;
  pageId: string;
  at: number;
  email: string;
  action: string;
  network: string;
  /** Nobody knows whether it was the member. */
  isStranger: boolean;
}): Statement =>
  plain(sql`insert into audit (id, page_id, at, actor, action, subject, subject_id, after)
    select ${entry.id}, ${entry.pageId}, ${entry.at},
      ${entry.isStranger ? sql`'system:sign-in not signed in'` : sql`'user:' || u.id || ' ' || u.name`},
      ${entry.action}, 'session', u.id, ${JSON.stringify({ network: entry.network })}
    from user u join member m on m.user_id = u.id and m.page_id = ${entry.pageId}
    where u.email = ${entry.email}
    returning subject_id as id`);
