import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { incident, incidentRole } from '../schema/index.ts';

export type RoleRow = typeof incidentRole.$inferSelect;

/** Everybody who has or had a role, in the order of assignment. */
export const listRoles = (db: Db, incidentId: string): Promise<RoleRow[]> =>
  db
    .select()
    .from(incidentRole)
    .where(eq(incidentRole.incidentId, incidentId))
    .orderBy(asc(incidentRole.assignedAt), sql`rowid`);

export const insertRole = (db: Db, row: RoleRow): Statement => db.insert(incidentRole).values(row);

export const endRole = (db: Db, id: string, at: number): Statement =>
  db.update(incidentRole).set({ endedAt: at }).where(eq(incidentRole.id, id));

/**
 * Who is reminded of promised updates. The revision stays, so that a form that somebody is writing
 * in does not become stale.
 */
export const updateLeaders = (
  db: Db,
  pageId: string,
  id: string,
  leaders: { commanderId?: string | null; leadId?: string | null },
): Statement =>
  db
    .update(incident)
    .set(leaders)
    .where(and(eq(incident.id, id), eq(incident.pageId, pageId)));
