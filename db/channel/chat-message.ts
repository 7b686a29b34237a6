import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import { chatMessage, EMAIL } from '../schema/index.ts';

/** The message about an incident at one destination. */
export type ChatMessageKey = { subscriberId: string; incidentId: string };
export type ChatMessage = typeof chatMessage.$inferSelect;

const isOf = ({ subscriberId, incidentId }: ChatMessageKey) =>
  and(eq(chatMessage.subscriberId, subscriberId), eq(chatMessage.incidentId, incidentId));

export async function chatMessageOf(db: Db, of: ChatMessageKey): Promise<ChatMessage | null> {
  const [row] = await db.select().from(chatMessage).where(isOf(of));
  return row ?? null;
}

/**
 * Written together with the outcome of the call that posted it. Nothing is written for a subscriber
 * who was erased, or an incident that was deleted, during the call.
 */
export const insertChatMessage = (
  row: Pick<
    ChatMessage,
    'subscriberId' | 'incidentId' | 'messageId' | 'firstUpdate' | 'newestNotification'
  >,
): Statement =>
  plain(sql`insert into chat_message (subscriber_id, incident_id, message_id, first_update,
      newest_notification, created_at, updated_at)
    select s.id, i.id, ${row.messageId}, ${row.firstUpdate}, ${row.newestNotification}, ${dbNow}, ${dbNow}
    from subscriber s join incident i on i.id = ${row.incidentId} where s.id = ${row.subscriberId}
    on conflict do nothing`);

/** Part of deleting an incident, whose messages are not edited any more. */
export const deleteChatMessages = (of: { pageId: string; incidentId: string }): Statement =>
  plain(sql`delete from chat_message where incident_id = ${of.incidentId} and subscriber_id in
    (select id from subscriber where page_id = ${of.pageId} and channel <> ${EMAIL})`);

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
