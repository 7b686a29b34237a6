import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Role } from '../../api/domain/response/role.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { invitation, user } from '../schema/index.ts';

type Row = typeof invitation.$inferSelect;
export type Invitation = Omit<Row, 'tokenHash'>;
/** `mailFailed`: the email with the link could not be delivered. */
export type OpenInvitation = Invitation & { mailFailed: boolean };

const isOpen = and(isNull(invitation.acceptedAt), isNull(invitation.withdrawnAt));

const columns = {
  id: invitation.id,
  pageId: invitation.pageId,
  email: invitation.email,
  role: invitation.role,
  invitedByName: invitation.invitedByName,
  createdAt: invitation.createdAt,
  expiresAt: invitation.expiresAt,
  mailId: invitation.mailId,
  acceptedAt: invitation.acceptedAt,
  withdrawnAt: invitation.withdrawnAt,
};

/** Neither accepted nor withdrawn; expired ones too. Oldest first. */
export async function openInvitations(db: Db, pageId: string): Promise<OpenInvitation[]> {
  const mailFailed = sql<number>`exists (select 1 from letter where id = ${invitation.mailId} and state = 'dead')`;
  const rows = await db
    .select({ ...columns, mailFailed })
    .from(invitation)
    .where(and(eq(invitation.pageId, pageId), isOpen))
    .orderBy(asc(invitation.createdAt), asc(invitation.id));
  return rows.map((row) => ({ ...row, mailFailed: row.mailFailed === 1 }));
}

/** `hasAccount`: somebody signs in with its address already. */
export async function invitationByToken(
  db: Db,
  pageId: string,
  tokenHash: string,
): Promise<(Invitation & { hasAccount: boolean }) | null> {
  const [row] = await db
    .select({ ...columns, userId: user.id })
    .from(invitation)
    .leftJoin(user, eq(user.email, invitation.email))
    .where(and(eq(invitation.pageId, pageId), eq(invitation.tokenHash, tokenHash)));
  if (!row) return null;
  const { userId, ...found } = row;
  return { ...found, hasAccount: userId !== null };
}

export const insertInvitation = (db: Db, row: typeof invitation.$inferInsert): Statement =>
  db.insert(invitation).values(row);

/** A new link in place of the last one. */
export const renewInvitation = (
  db: Db,
  id: string,
  set: Pick<Row, 'tokenHash' | 'expiresAt' | 'mailId' | 'invitedByName'>,
): Statement =>
  db
    .update(invitation)
    .set(set)
    .where(and(eq(invitation.id, id), isOpen));

export const withdrawInvitation = (db: Db, id: string, at: number): Statement =>
  db
    .update(invitation)
    .set({ withdrawnAt: at })
    .where(and(eq(invitation.id, id), isOpen));

/** Fails the whole batch, by a NOT NULL constraint on the role, unless the link is still valid. */
export const acceptInvitation = (db: Db, tokenHash: string, at: number): Statement =>
  db
    .update(invitation)
    .set({
      acceptedAt: at,
      role: sql<Role>`case when ${isOpen} and ${invitation.expiresAt} > ${at} then ${invitation.role} end`,
    })
    .where(eq(invitation.tokenHash, tokenHash));
