import { and, eq, gt, lt, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { type DirectMail, type MailText, member, passwordReset, user } from '../schema/index.ts';

type Mail = Pick<DirectMail, 'id' | 'pageId' | 'to'> & MailText;

/**
 * Stores a link and queues its mail if a member of the page has the address `mail.to`. The same
 * statements run where nobody has it.
 */
export const offerReset = (
  db: Db,
  reset: { id: string; tokenHash: string; createdAt: number; expiresAt: number },
  mail: Mail,
): Statement[] => [
  db.insert(passwordReset).select(
    db
      .select({
        id: sql<string>`${reset.id}`.as('id'),
        userId: user.id,
        tokenHash: sql<string>`${reset.tokenHash}`.as('token_hash'),
        createdAt: sql<number>`${reset.createdAt}`.as('created_at'),
        expiresAt: sql<number>`${reset.expiresAt}`.as('expires_at'),
      })
      .from(user)
      .innerJoin(member, and(eq(member.userId, user.id), eq(member.pageId, mail.pageId)))
      .where(eq(user.email, mail.to)),
  ),
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    select ${mail.id}, ${mail.pageId}, 'password_reset', ${mail.to}, ${mail.senderName},
      ${mail.subject}, ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${reset.createdAt}
    from password_reset where id = ${reset.id}`),
];

/** The member of a link that is still valid. */
export async function memberOfReset(db: Db, pageId: string, tokenHash: string, now: number) {
  const [row] = await db
    .select({ id: user.id, name: user.name, email: user.email, role: member.role })
    .from(passwordReset)
    .innerJoin(user, eq(user.id, passwordReset.userId))
    .innerJoin(member, and(eq(member.userId, user.id), eq(member.pageId, pageId)))
    .where(and(eq(passwordReset.tokenHash, tokenHash), gt(passwordReset.expiresAt, now)));
  return row ?? null;
}

/** Fails the whole batch, by a NOT NULL constraint on the name, when the link is not valid any more. */
export const requireReset = (db: Db, userId: string, tokenHash: string, now: number): Statement =>
  db
    .update(user)
    .set({
      name: sql`case when exists (select 1 from password_reset r where r.token_hash = ${tokenHash}
        and r.user_id = ${userId} and r.expires_at > ${now}) then ${user.name} end`,
    })
    .where(eq(user.id, userId));

/** Links that were sent before stop working. */
export const forgetResets = (db: Db, userId: string): Statement =>
  db.delete(passwordReset).where(eq(passwordReset.userId, userId));

export const expiredResets = (db: Db, before: number): Statement =>
  db.delete(passwordReset).where(lt(passwordReset.expiresAt, before));
