import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import { member, user } from '../schema/index.ts';

/** Attempts without a delay. Then the delay doubles from one second up to `MAX_SECONDS`. */
const FREE_ATTEMPTS = 5;
const MAX_SECONDS = 300;
const FORGET_AFTER = 24 * 60 * 60 * 1000;

const delay = sql`min(${MAX_SECONDS * 1000}, 1000 << min(count - ${FREE_ATTEMPTS}, 20))`;

/**
 * Counts an attempt on an account; the delay rises with each. Null when it may proceed, otherwise
 * when the next one may. One statement, so that simultaneous attempts count one after the other.
 */
export async function takeAccountAttempt(db: Db, key: string, now: number): Promise<number | null> {
  const [taken, left] = await write(db, [
    plain(sql`insert into attempt (key, count, until) values (${key}, 1, ${now + FORGET_AFTER})
      on conflict (key) do update set
        count = case when until <= ${now} then 1 else count + 1 end, until = ${now + FORGET_AFTER}
      where until <= ${now} or count < ${FREE_ATTEMPTS} or until - ${FORGET_AFTER} + ${delay} <= ${now}
      returning key`),
    plain(sql`select until - ${FORGET_AFTER} + ${delay} as next from attempt where key = ${key}`),
  ]);
  return taken && taken.rows.length > 0 ? null : Number(left?.rows[0]?.next ?? now);
}

/** When the member with this address last signed in to the page. */
export const noteSignIn = (db: Db, pageId: string, email: string, at: number): Statement =>
  db
    .update(member)
    .set({ lastSignInAt: at })
    .where(
      and(
        eq(member.pageId, pageId),
        inArray(member.userId, db.select({ id: user.id }).from(user).where(eq(user.email, email))),
      ),
    );

/**
 * Audit entry of an action, or an attempt, by the member with this address. Without such a member
 * the same statement writes nothing. Returns the member's id.
 */
export const auditOfMember = (entry: {
  id: string;
  pageId: string;
  at: number;
  email: string;
  action: string;
  network: string;
  /** It is unknown whether it was the member. */
  isStranger: boolean;
}): Statement =>
  plain(sql`insert into audit (id, page_id, at, actor, action, subject, subject_id, after)
    select ${entry.id}, ${entry.pageId}, ${entry.at},
      ${entry.isStranger ? sql`'system:sign-in not signed in'` : sql`'user:' || u.id || ' ' || u.name`},
      ${entry.action}, 'session', u.id, ${JSON.stringify({ network: entry.network })}
    from user u join member m on m.user_id = u.id and m.page_id = ${entry.pageId}
    where u.email = ${entry.email}
    returning subject_id as id`);
