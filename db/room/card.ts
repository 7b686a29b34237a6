import { and, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { incidentMilestone, internalUpdate, triageAnswer } from '../schema/index.ts';

export type InternalUpdateRow = typeof internalUpdate.$inferSelect;

export const insertAnswer = (db: Db, row: typeof triageAnswer.$inferInsert): Statement =>
  db.insert(triageAnswer).values(row);

export const insertMilestone = (db: Db, row: typeof incidentMilestone.$inferInsert): Statement =>
  db.insert(incidentMilestone).values(row);

/** The next number of the incident is taken in the same statement: two at once get two numbers. */
export const insertInternalUpdate = (row: Omit<InternalUpdateRow, 'seq'>): Statement =>
  plain(sql`insert into internal_update (id, page_id, incident_id, seq, audience, current_state,
      what_we_know, what_we_are_doing, impact, next_update_by, updates_every, author, created_at)
    select ${row.id}, ${row.pageId}, ${row.incidentId},
      (select coalesce(max(seq), 0) + 1 from internal_update where incident_id = ${row.incidentId}),
      ${row.audience}, ${row.currentState}, ${row.whatWeKnow}, ${row.whatWeAreDoing}, ${row.impact},
      ${row.nextUpdateBy}, ${row.updatesEvery}, ${row.author}, ${row.createdAt}`);

/** Newest first. */
export const listInternalUpdates = (
  db: Db,
  pageId: string,
  incidentId: string,
): Promise<InternalUpdateRow[]> =>
  db
    .select()
    .from(internalUpdate)
    .where(and(eq(internalUpdate.pageId, pageId), eq(internalUpdate.incidentId, incidentId)))
    .orderBy(desc(internalUpdate.seq));
