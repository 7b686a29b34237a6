import { eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { chatCommands } from '../schema/index.ts';

export type ChatCommandsRow = typeof chatCommands.$inferSelect;

/** Null for a page without `/incident`. */
export async function findChatCommands(db: Db, pageId: string): Promise<ChatCommandsRow | null> {
  const [row] = await db.select().from(chatCommands).where(eq(chatCommands.pageId, pageId));
  return row ?? null;
}

export const storeChatCommands = (db: Db, row: ChatCommandsRow): Statement => {
  const { createdAt: _, ...set } = row;
  return db
    .insert(chatCommands)
    .values(row)
    .onConflictDoUpdate({ target: chatCommands.pageId, set });
};

export const deleteChatCommands = (db: Db, pageId: string): Statement =>
  db.delete(chatCommands).where(eq(chatCommands.pageId, pageId));
