import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { type Statement, write } from '../engine/write.ts';
import { chatMessage } from '../schema/index.ts';

/** The message about an incident at one destination. */
export type ChatMessageKey = { subscriberId: string; incidentId: string };
export type ChatMessage = typeof chatMessage.$inferSelect;

const isOf = ({ subscriberId, incidentId }: ChatMessageKey) =>
  and(eq(chatMessage.subscriberId, subscriberId), eq(chatMessage.incidentId, incidentId));

export async function chatMessageOf(db: Db, of: ChatMessageKey): Promise<ChatMessage | null> {
  const [row] = await db.select().from(chatMessage).where(isOf(of));
  return row ?? null;
}

/** Written together with the outcome of the call that posted it. */
export const insertChatMessage = (
  db: Db,
  row: Pick<
    ChatMessage,
    'subscriberId' | 'incidentId' | 'messageId' | 'firstUpdate' | 'newestNotification'
  >,
): Statement =>
  db
    .insert(chatMessage)
    .values({ ...row, createdAt: dbNow, updatedAt: dbNow })
    .onConflictDoNothing();

/** Saved after each call, so that a retry does not post the same text again. */
export async function saveChatMessage(
  db: Db,
  of: ChatMessageKey,
  set: Partial<Pick<ChatMessage, 'firstUpdate' | 'newestNotification'>>,
): Promise<void> {
  await write(db, [
    db
      .update(chatMessage)
      .set({ ...set, updatedAt: dbNow })
      .where(isOf(of)),
  ]);
}

/** The message was deleted in the chat: the next update begins a new one. */
export const forgetChatMessage = (db: Db, of: ChatMessageKey) =>
  write(db, [db.delete(chatMessage).where(isOf(of))]);
