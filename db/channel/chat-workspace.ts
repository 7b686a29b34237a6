import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { chatWorkspace, member, page, user } from '../schema/index.ts';

export type ChatWorkspace = typeof chatWorkspace.$inferSelect;

export async function chatWorkspaceById(
  db: Db,
  pageId: string,
  id: string,
): Promise<ChatWorkspace | null> {
  const [row] = await db
    .select()
    .from(chatWorkspace)
    .where(and(eq(chatWorkspace.pageId, pageId), eq(chatWorkspace.id, id)));
  return row ?? null;
}

/** Of one service, such as Slack, the oldest first. */
export const chatWorkspaces = (
  db: Db,
  pageId: string,
  channel: ChatWorkspace['channel'],
): Promise<ChatWorkspace[]> =>
  db
    .select()
    .from(chatWorkspace)
    .where(and(eq(chatWorkspace.pageId, pageId), eq(chatWorkspace.channel, channel)))
    .orderBy(asc(chatWorkspace.createdAt), asc(chatWorkspace.id));

export const insertChatWorkspace = (db: Db, row: typeof chatWorkspace.$inferInsert): Statement =>
  db.insert(chatWorkspace).values(row);

/** A new token resumes waiting messages. */
export const setWorkspaceToken = (
  db: Db,
  id: string,
  set: { token: string; name: string },
): Statement[] => [
  db
    .update(chatWorkspace)
    .set({ ...set, pausedAt: null, pauseReason: null })
    .where(eq(chatWorkspace.id, id)),
];

export const deleteChatWorkspace = (db: Db, id: string): Statement =>
  db.delete(chatWorkspace).where(eq(chatWorkspace.id, id));

/** Unless it has another token by now. */
export const pauseWorkspace = (db: Db, of: ChatWorkspace, reason: string): Statement =>
  db
    .update(chatWorkspace)
    .set({ pausedAt: dbNow, pauseReason: reason })
    .where(
      and(
        eq(chatWorkspace.id, of.id),
        eq(chatWorkspace.token, of.token),
        isNull(chatWorkspace.pausedAt),
      ),
    );

/** Makes messages that wait for the token of a workspace due at once. */
export const wakeWorkspace = (pageId: string): Statement =>
  plain(sql`update chunk set due_at = ${dbNow}, attempts = 0 where page_id = ${pageId} and channel = 'slack'
    and state = 'ready' and last_code = 'credential'`);

const mailId = sql`'workspace.' || ${chatWorkspace.id} || '.' || ${chatWorkspace.pausedAt} || '.' || ${user.id}`;

/** Owners who were not notified yet that a workspace is paused. */
export const pausedWorkspaceOwners = (db: Db) =>
  db
    .select({
      mailId: sql<string>`${mailId}`,
      to: user.email,
      workspace: chatWorkspace.name,
      reason: chatWorkspace.pauseReason,
      pageId: page.id,
      baseUrl: page.baseUrl,
      page: { name: page.name, logo: page.logo, accent: page.accent },
    })
    .from(chatWorkspace)
    .innerJoin(page, eq(page.id, chatWorkspace.pageId))
    .innerJoin(member, and(eq(member.pageId, page.id), eq(member.role, 'owner')))
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        isNotNull(chatWorkspace.pausedAt),
        sql`not exists (select 1 from letter where id = ${mailId})`,
      ),
    );
