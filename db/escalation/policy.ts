import { and, asc, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { nextRevision, plain, type Statement } from '../engine/write.ts';
import { escalationPolicy, incidentEscalation } from '../schema/index.ts';

export type PolicyRow = typeof escalationPolicy.$inferSelect;

/** By name. */
export const listPolicies = (db: Db, pageId: string): Promise<PolicyRow[]> =>
  db
    .select()
    .from(escalationPolicy)
    .where(eq(escalationPolicy.pageId, pageId))
    .orderBy(sql`${escalationPolicy.name} collate nocase`, asc(escalationPolicy.id));

export async function findPolicy(db: Db, pageId: string, id: string): Promise<PolicyRow | null> {
  const [row] = await db
    .select()
    .from(escalationPolicy)
    .where(and(eq(escalationPolicy.id, id), eq(escalationPolicy.pageId, pageId)));
  return row ?? null;
}

export const insertPolicy = (db: Db, row: typeof escalationPolicy.$inferInsert): Statement =>
  db.insert(escalationPolicy).values(row);

/** Fails the whole batch unless the policy is still at revision `expected`. */
export const updatePolicy = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<PolicyRow>,
): Statement =>
  db
    .update(escalationPolicy)
    .set({ ...changes, revision: nextRevision(escalationPolicy.revision, expected) })
    .where(eq(escalationPolicy.id, id));

export const deletePolicy = (db: Db, id: string): Statement =>
  db.delete(escalationPolicy).where(eq(escalationPolicy.id, id));

export async function hasBusinessImpact(db: Db, incidentId: string): Promise<boolean> {
  const [row] = await db
    .select({ businessImpact: incidentEscalation.businessImpact })
    .from(incidentEscalation)
    .where(eq(incidentEscalation.incidentId, incidentId));
  return row?.businessImpact ?? false;
}

export const storeBusinessImpact = (
  db: Db,
  row: typeof incidentEscalation.$inferInsert,
): Statement =>
  db
    .insert(incidentEscalation)
    .values(row)
    .onConflictDoUpdate({ target: incidentEscalation.incidentId, set: row });

/**
 * Notifies the next level of an acknowledgment at once. Where none is required, or everybody was
 * notified, it begins with the first level.
 */
export const escalateAcknowledgement = (row: {
  id: string;
  pageId: string;
  incidentId: string;
  within: number;
  at: number;
  by: string;
  byId: string | null;
}): Statement =>
  plain(sql`insert into obligation (id, page_id, incident_id, subject, subject_id, kind, state, within,
      due_at, round, escalated_at, escalated_by, escalated_by_id, created_at)
    values (${row.id}, ${row.pageId}, ${row.incidentId}, 'incident', ${row.incidentId}, 'acknowledge',
      'open', ${row.within}, ${row.at}, ${row.at}, ${row.at}, ${row.by}, ${row.byId}, ${row.at})
    on conflict do update set
      level = iif(state = 'open', level, 0), round = iif(state = 'open', round, excluded.round),
      within = iif(within = 0, excluded.within, within), state = 'open', due_at = excluded.due_at,
      escalated_at = excluded.escalated_at, escalated_by = excluded.escalated_by,
      escalated_by_id = excluded.escalated_by_id`);

/** The policy of its steps. Once somebody was notified, another policy starts a new count. */
export const followPolicy = (id: string, policyId: string | null, now: number): Statement =>
  plain(sql`update obligation set policy_id = ${policyId},
      round = case when exists (select 1 from obligation_step s
        where s.obligation_id = obligation.id and s.round = obligation.round) then ${now} else round end,
      level = 0
    where id = ${id} and state = 'open' and policy_id is not ${policyId}`);
