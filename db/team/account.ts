import { and, asc, count, eq, isNull, lt, notExists, or, type SQL, sql } from 'drizzle-orm';
import type { Role } from '../../api/domain/response/role.ts';
import type { Db } from '../engine/client.ts';
import { prepared } from '../engine/prepared.ts';
import type { Statement } from '../engine/write.ts';
import { installationPage } from '../page/page.ts';
import { account, apiToken, member, page, session, user } from '../schema/index.ts';
import { forgetResets } from './password-reset.ts';

const sessionOn = (db: Db, token: string, pageId: string | SQL) =>
  db
    .select({
      id: user.id,
      name: user.name,
      role: member.role,
      pageId: member.pageId,
      sessionId: session.id,
      lastActiveAt: session.updatedAt,
      expiresAt: session.expiresAt,
    })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .innerJoin(member, and(eq(member.userId, user.id), eq(member.pageId, pageId)))
    .where(eq(session.token, token));

const sessionOfInstallation = prepared((db, token: string) =>
  sessionOn(db, token, installationPage),
);
const sessionOfPage = prepared((db, token: string, pageId: string) => sessionOn(db, token, pageId));

/** The member of a session, its end, and their role on the page; with null on the installation's. */
export const sessionQuery = (db: Db, token: string, pageId: string | null) =>
  pageId === null ? sessionOfInstallation(db, token) : sessionOfPage(db, token, pageId);

export type Member = {
  id: string;
  name: string;
  email: string;
  role: Role;
  twoFactorEnabled: boolean;
  lastSignInAt: number | null;
};

export async function hasOwner(db: Db): Promise<boolean> {
  const [row] = await db.select({ n: count() }).from(member).where(eq(member.role, 'owner'));
  return (row?.n ?? 0) > 0;
}

export const listMembers = (db: Db, pageId: string): Promise<Member[]> =>
  db
    .select({
      id: user.id,
      name: user.name,
      email: user.email,
      role: member.role,
      twoFactorEnabled: user.twoFactorEnabled,
      lastSignInAt: member.lastSignInAt,
    })
    .from(member)
    .innerJoin(user, eq(user.id, member.userId))
    .where(eq(member.pageId, pageId))
    .orderBy(asc(user.name));

/** On any page of the installation. */
export async function hasAccount(db: Db, email: string): Promise<boolean> {
  const rows = await db.select({ id: user.id }).from(user).where(eq(user.email, email));
  return rows.length > 0;
}

export async function findMember(db: Db, pageId: string, userId: string): Promise<Member | null> {
  return (await listMembers(db, pageId)).find((person) => person.id === userId) ?? null;
}

export const updateRole = (db: Db, pageId: string, userId: string, role: Role): Statement =>
  db
    .update(member)
    .set({ role })
    .where(and(eq(member.pageId, pageId), eq(member.userId, userId)));

/** Ends the membership and the person's tokens. A user without any membership is deleted, with their sessions. */
export const deleteMember = (db: Db, pageId: string, userId: string, at: number): Statement[] => [
  db
    .update(apiToken)
    .set({ revokedAt: at })
    .where(
      and(eq(apiToken.pageId, pageId), eq(apiToken.madeById, userId), isNull(apiToken.revokedAt)),
    ),
  db.delete(member).where(and(eq(member.pageId, pageId), eq(member.userId, userId))),
  db
    .delete(user)
    .where(
      and(
        eq(user.id, userId),
        notExists(db.select({ id: member.userId }).from(member).where(eq(member.userId, userId))),
      ),
    ),
];

/** Fails the whole batch, by a NOT NULL constraint, when the page would have no owner. */
export const requireOwner = (db: Db, pageId: string): Statement =>
  db
    .update(page)
    .set({
      revision: sql`case when exists (select 1 from ${member} where ${member.pageId} = ${pageId}
        and ${member.role} = 'owner') then ${page.revision} end`,
    })
    .where(eq(page.id, pageId));

/** A member with a password and a role. */
export const insertMember = (
  db: Db,
  row: {
    userId: string;
    accountId: string;
    pageId: string;
    name: string;
    email: string;
    passwordHash: string;
    role: Role;
    at: number;
  },
): Statement[] => {
  const stamps = { createdAt: new Date(row.at), updatedAt: new Date(row.at) };
  return [
    db
      .insert(user)
      .values({ id: row.userId, name: row.name, email: row.email, emailVerified: true, ...stamps }),
    db.insert(account).values({
      id: row.accountId,
      accountId: row.userId,
      providerId: 'credential',
      userId: row.userId,
      password: row.passwordHash,
      ...stamps,
    }),
    db
      .insert(member)
      .values({ pageId: row.pageId, userId: row.userId, role: row.role, createdAt: row.at }),
  ];
};

/** Sets a password, and ends the sessions and the links for a forgotten one that were made before. */
export const setPassword = (
  db: Db,
  userId: string,
  passwordHash: string,
  at: number,
): Statement[] => [
  db
    .update(account)
    .set({ password: passwordHash, updatedAt: new Date(at) })
    .where(and(eq(account.userId, userId), eq(account.providerId, 'credential'))),
  db.delete(session).where(eq(session.userId, userId)),
  forgetResets(db, userId),
];

export async function findToken(db: Db, hash: string) {
  const [row] = await tokenQuery(db, hash);
  return row ?? null;
}

export const tokenQuery = prepared((db, hash: string) =>
  db
    .select()
    .from(apiToken)
    .where(and(eq(apiToken.hash, hash), isNull(apiToken.revokedAt))),
);

export const insertToken = (db: Db, row: typeof apiToken.$inferInsert): Statement =>
  db.insert(apiToken).values(row);

export type ApiToken = Omit<typeof apiToken.$inferSelect, 'hash'>;

/** Tokens that are not revoked, oldest first. */
export async function listTokens(db: Db, pageId: string): Promise<ApiToken[]> {
  const rows = await db
    .select()
    .from(apiToken)
    .where(and(eq(apiToken.pageId, pageId), isNull(apiToken.revokedAt)))
    .orderBy(asc(apiToken.createdAt), asc(apiToken.id));
  return rows.map(({ hash: _, ...token }) => token);
}

/** The token works until then, unless it ends before. */
export const expireToken = (db: Db, id: string, at: number): Statement =>
  db.update(apiToken).set({ expiresAt: at }).where(eq(apiToken.id, id));

export const revokeToken = (db: Db, id: string, at: number): Statement =>
  db.update(apiToken).set({ revokedAt: at }).where(eq(apiToken.id, id));

/** Records the use, unless one was recorded since `before`. */
export const useToken = (db: Db, id: string, at: number, before: number): Statement =>
  db
    .update(apiToken)
    .set({ lastUsedAt: at })
    .where(
      and(eq(apiToken.id, id), or(isNull(apiToken.lastUsedAt), lt(apiToken.lastUsedAt, before))),
    );
