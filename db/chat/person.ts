import { and, asc, eq, gt, lte } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { chatLinkCode, chatPerson } from '../schema/index.ts';

export type ChatPerson = typeof chatPerson.$inferSelect;
/** A user of Slack, as a page knows them. */
export type ChatUserKey = Pick<ChatPerson, 'pageId' | 'teamId' | 'externalId'>;

const isUser = ({ pageId, teamId, externalId }: ChatUserKey) =>
  and(
    eq(chatPerson.pageId, pageId),
    eq(chatPerson.teamId, teamId),
    eq(chatPerson.externalId, externalId),
  );

/** The member who linked this user of Slack. */
export async function linkedMember(db: Db, key: ChatUserKey): Promise<string | null> {
  const [row] = await db.select({ userId: chatPerson.userId }).from(chatPerson).where(isUser(key));
  return row?.userId ?? null;
}

/** The users of Slack that a member has linked, or all members. */
export const listChatPeople = (db: Db, pageId: string, userId?: string): Promise<ChatPerson[]> =>
  db
    .select()
    .from(chatPerson)
    .where(
      and(
        eq(chatPerson.pageId, pageId),
        userId === undefined ? undefined : eq(chatPerson.userId, userId),
      ),
    )
    .orderBy(asc(chatPerson.createdAt));

export const storeChatPerson = (db: Db, row: ChatPerson): Statement =>
  db
    .insert(chatPerson)
    .values(row)
    .onConflictDoUpdate({
      target: [chatPerson.pageId, chatPerson.teamId, chatPerson.externalId],
      set: { userId: row.userId, createdAt: row.createdAt },
    });

export const deleteChatPerson = (db: Db, key: ChatUserKey): Statement =>
  db.delete(chatPerson).where(isUser(key));

/** Whose code it is, while it is valid. */
export async function memberOfCode(
  db: Db,
  { pageId, hash, now }: { pageId: string; hash: string; now: number },
): Promise<string | null> {
  const [row] = await db
    .select({ userId: chatLinkCode.userId })
    .from(chatLinkCode)
    .where(
      and(
        eq(chatLinkCode.hash, hash),
        eq(chatLinkCode.pageId, pageId),
        gt(chatLinkCode.expiresAt, now),
      ),
    );
  return row?.userId ?? null;
}

/** A member has one code; those that ended are deleted. */
export const storeLinkCode = (
  db: Db,
  row: typeof chatLinkCode.$inferInsert,
  now: number,
): Statement[] => [
  db.delete(chatLinkCode).where(lte(chatLinkCode.expiresAt, now)),
  deleteLinkCodes(db, row),
  db.insert(chatLinkCode).values(row),
];

export const deleteLinkCodes = (
  db: Db,
  { pageId, userId }: { pageId: string; userId: string },
): Statement =>
  db
    .delete(chatLinkCode)
    .where(and(eq(chatLinkCode.pageId, pageId), eq(chatLinkCode.userId, userId)));
