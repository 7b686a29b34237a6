import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { member, onCallFeed } from '../schema/index.ts';

export type OnCallFeed = typeof onCallFeed.$inferSelect;

/** The calendar of a person; of a schedule where `scheduleId` is not empty. */
export async function findFeed(
  db: Db,
  pageId: string,
  personId: string,
  scheduleId: string,
): Promise<OnCallFeed | null> {
  const [row] = await db
    .select()
    .from(onCallFeed)
    .where(
      and(
        eq(onCallFeed.pageId, pageId),
        eq(onCallFeed.personId, personId),
        eq(onCallFeed.scheduleId, scheduleId),
      ),
    );
  return row ?? null;
}

/** The calendar behind an address, while the one who made it is a member. */
export async function findFeedById(db: Db, id: string): Promise<OnCallFeed | null> {
  const [row] = await db
    .select({ feed: onCallFeed })
    .from(onCallFeed)
    .innerJoin(
      member,
      and(eq(member.userId, onCallFeed.personId), eq(member.pageId, onCallFeed.pageId)),
    )
    .where(eq(onCallFeed.id, id));
  return row?.feed ?? null;
}

/** Replaces an earlier one, whose address stops working. */
export const upsertFeed = (db: Db, row: OnCallFeed): Statement =>
  db
    .insert(onCallFeed)
    .values(row)
    .onConflictDoUpdate({
      target: [onCallFeed.pageId, onCallFeed.personId, onCallFeed.scheduleId],
      set: { id: row.id, nonce: row.nonce, createdAt: row.createdAt },
    });

export const deleteFeed = (db: Db, id: string): Statement =>
  db.delete(onCallFeed).where(eq(onCallFeed.id, id));
