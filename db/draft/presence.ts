import { and, asc, eq, gte, ne, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, write } from '../engine/write.ts';
import { draftPresence } from '../schema/index.ts';

export type Presence = typeof draftPresence.$inferSelect;

/** Stores that a person has the draft open, and returns who else has. */
export async function recordPresence(
  db: Db,
  row: Omit<Presence, 'since' | 'seenAt'> & { now: number; stale: number },
): Promise<Presence[]> {
  const { now, stale, ...who } = row;
  await write(db, [
    plain(sql`insert into draft_presence (draft_id, user_id, name, since, seen_at)
      select id, ${who.userId}, ${who.name}, ${now}, ${now} from draft where id = ${who.draftId}
      on conflict (draft_id, user_id) do update set
        since = case when seen_at < ${stale} then excluded.since else since end,
        name = excluded.name, seen_at = excluded.seen_at`),
  ]);
  return otherEditors(db, who.draftId, who.userId, stale);
}

export const otherEditors = (
  db: Db,
  draftId: string,
  userId: string,
  stale: number,
): Promise<Presence[]> =>
  db
    .select()
    .from(draftPresence)
    .where(
      and(
        eq(draftPresence.draftId, draftId),
        ne(draftPresence.userId, userId),
        gte(draftPresence.seenAt, stale),
      ),
    )
    .orderBy(asc(draftPresence.since));

export const endPresence = (db: Db, draftId: string, userId: string): Promise<unknown> =>
  write(db, [
    db
      .delete(draftPresence)
      .where(and(eq(draftPresence.draftId, draftId), eq(draftPresence.userId, userId))),
  ]);
