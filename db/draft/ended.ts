import { and, desc, eq, inArray, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { draft } from '../schema/index.ts';
import { type Draft, LIVING } from './draft.ts';

type Back = NonNullable<Draft['back']>;

/**
 * Discards what is being written about an incident that ends; a scheduled draft is left to its time.
 * Its text can be opened until `endedDrafts` deletes it.
 */
export const discardDraftsOf = (db: Db, incidentId: string, back: Back): Statement =>
  db
    .update(draft)
    .set({ ...discardedAs(back), revision: sql`${draft.revision} + 1` })
    .where(and(eq(draft.incidentId, incidentId), inArray(draft.state, ['open', 'asked'])));

/** The same for an incident that is deleted: its drafts stay without it, under its name. */
export const detachDraftsOf = (
  db: Db,
  incidentOf: { id: string; name: string },
  back: Back,
): Statement =>
  db
    .update(draft)
    .set({
      ...discardedAs({ ...back, incident: 'deleted' }),
      incidentId: null,
      values: sql`json_set(${draft.values}, '$.name', ${incidentOf.name})`,
      revision: sql`${draft.revision} + 1`,
    })
    .where(and(eq(draft.incidentId, incidentOf.id), inArray(draft.state, [...LIVING])));

const discardedAs = (back: Back) => ({ state: 'discarded' as const, back, updatedAt: back.at });

/** Drafts that ended with their incident, newest first. */
export const draftsEndedWith = (db: Db, pageId: string, incidentId: string): Promise<Draft[]> =>
  endedFor(db, pageId, eq(draft.incidentId, incidentId));

/** Drafts whose incident was deleted, newest first. */
export const draftsOfDeleted = (db: Db, pageId: string): Promise<Draft[]> =>
  endedFor(
    db,
    pageId,
    and(isNull(draft.incidentId), sql`${draft.back} ->> 'incident' = 'deleted'`),
  );

const endedFor = (db: Db, pageId: string, of: SQL | undefined): Promise<Draft[]> =>
  db
    .select()
    .from(draft)
    .where(and(eq(draft.pageId, pageId), eq(draft.state, 'discarded'), isNotNull(draft.back), of))
    .orderBy(desc(draft.updatedAt))
    .limit(20);

/** Drafts that ended long ago. */
export const endedDrafts = (db: Db, before: number): Statement =>
  db
    .delete(draft)
    .where(and(inArray(draft.state, ['published', 'discarded']), lt(draft.updatedAt, before)));
