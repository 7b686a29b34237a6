import { and, desc, eq, gte, lte, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { suspectChange, systemChange } from '../schema/index.ts';

export type SystemChange = typeof systemChange.$inferSelect;

export const insertSystemChange = (db: Db, row: typeof systemChange.$inferInsert): Statement =>
  db.insert(systemChange).values(row);

/** One row for each of the sender's IDs: an older event changes nothing. */
export const upsertSystemChange = (db: Db, row: typeof systemChange.$inferInsert): Statement =>
  db
    .insert(systemChange)
    .values(row)
    .onConflictDoUpdate({
      target: [systemChange.pageId, systemChange.externalId],
      targetWhere: sql`external_id is not null`,
      set: {
        at: sql`excluded.at`,
        url: sql`excluded.url`,
        outcome: sql`excluded.outcome`,
        environment: sql`excluded.environment`,
        externalOrder: sql`excluded.external_order`,
      },
      setWhere: sql`excluded.external_order >= ${systemChange.externalOrder}`,
    });

/** Newest first. */
export const listSystemChanges = (
  db: Db,
  pageId: string,
  { skip, most }: { skip: number; most: number },
): Promise<SystemChange[]> =>
  db
    .select()
    .from(systemChange)
    .where(eq(systemChange.pageId, pageId))
    .orderBy(desc(systemChange.at), desc(systemChange.createdAt), desc(systemChange.id))
    .limit(most)
    .offset(skip);

export async function findSystemChange(db: Db, pageId: string, id: string) {
  const [row] = await db
    .select()
    .from(systemChange)
    .where(and(eq(systemChange.pageId, pageId), eq(systemChange.id, id)));
  return row ?? null;
}

/** The newest changes in a span, with who suspects each of an incident. */
export const changesBetween = (
  db: Db,
  {
    pageId,
    incidentId,
    from,
    to,
  }: { pageId: string; incidentId: string; from: number; to: number },
  most: number,
) =>
  db
    .select({ change: systemChange, suspect: suspectChange })
    .from(systemChange)
    .leftJoin(
      suspectChange,
      and(eq(suspectChange.changeId, systemChange.id), eq(suspectChange.incidentId, incidentId)),
    )
    .where(
      and(eq(systemChange.pageId, pageId), gte(systemChange.at, from), lte(systemChange.at, to)),
    )
    .orderBy(desc(systemChange.at), desc(systemChange.id))
    .limit(most);

export async function findSuspect(db: Db, incidentId: string, changeId: string) {
  const [row] = await db
    .select()
    .from(suspectChange)
    .where(and(eq(suspectChange.incidentId, incidentId), eq(suspectChange.changeId, changeId)));
  return row ?? null;
}

/** The first mark stays. */
export const insertSuspect = (db: Db, row: typeof suspectChange.$inferInsert): Statement =>
  db.insert(suspectChange).values(row).onConflictDoNothing();

export const deleteSuspect = (db: Db, incidentId: string, changeId: string): Statement =>
  db
    .delete(suspectChange)
    .where(and(eq(suspectChange.incidentId, incidentId), eq(suspectChange.changeId, changeId)));

/** Changes from before `before` that nobody suspects of anything. */
export const oldChanges = (before: number): Statement =>
  plain(sql`delete from system_change where created_at < ${before}
    and not exists (select 1 from suspect_change where change_id = system_change.id)`);
