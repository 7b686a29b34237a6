import { and, desc, eq, gt, lt, ne } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { session } from '../schema/index.ts';

/** Where a person is signed in, last used first. */
export const sessionsOf = (db: Db, userId: string, now: number) =>
  db
    .select({
      id: session.id,
      token: session.token,
      userAgent: session.userAgent,
      ipAddress: session.ipAddress,
      createdAt: session.createdAt,
      lastActiveAt: session.updatedAt,
    })
    .from(session)
    .where(and(eq(session.userId, userId), gt(session.expiresAt, new Date(now))))
    .orderBy(desc(session.updatedAt), desc(session.id));

export const deleteSession = (db: Db, userId: string, id: string): Statement =>
  db.delete(session).where(and(eq(session.userId, userId), eq(session.id, id)));

/** All but the one with this token. */
export const deleteOtherSessions = (db: Db, userId: string, token: string): Statement =>
  db.delete(session).where(and(eq(session.userId, userId), ne(session.token, token)));

/** Records the use, unless one was recorded since `before`. */
export const useSession = (db: Db, id: string, at: number, before: number): Statement =>
  db
    .update(session)
    .set({ updatedAt: new Date(at) })
    .where(and(eq(session.id, id), lt(session.updatedAt, new Date(before))));
