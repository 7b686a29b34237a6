import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { alertGroup, alertRule } from '../schema/index.ts';

export type AlertRule = typeof alertRule.$inferSelect;

/** In the order in which they are tried. */
export const listAlertRules = (db: Db, pageId: string): Promise<AlertRule[]> =>
  db
    .select()
    .from(alertRule)
    .where(eq(alertRule.pageId, pageId))
    .orderBy(asc(alertRule.position), asc(alertRule.createdAt), asc(alertRule.id));

export async function findAlertRule(db: Db, pageId: string, id: string): Promise<AlertRule | null> {
  const [row] = await db
    .select()
    .from(alertRule)
    .where(and(eq(alertRule.pageId, pageId), eq(alertRule.id, id)));
  return row ?? null;
}

export const insertAlertRule = (db: Db, row: typeof alertRule.$inferInsert): Statement =>
  db.insert(alertRule).values(row);

/** Fails the whole batch unless the rule is still at revision `expected`. */
export const updateAlertRule = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Pick<AlertRule, 'name' | 'settings' | 'mode' | 'dryFrom' | 'disabledAt'>> & {
    updatedAt: number;
  },
): Statement =>
  db
    .update(alertRule)
    .set({ ...changes, revision: nextRevision(alertRule.revision, expected) })
    .where(eq(alertRule.id, id));

export const setRulePosition = (db: Db, id: string, position: number): Statement =>
  db.update(alertRule).set({ position }).where(eq(alertRule.id, id));

/** With its groups. Decisions stay, with its name. */
export const deleteAlertRule = (db: Db, id: string): Statement =>
  db.delete(alertRule).where(eq(alertRule.id, id));

/** Counts that the rule does something. Fails the whole batch where another process did meanwhile. */
export const countRuleAct = (db: Db, { id, acts }: Pick<AlertRule, 'id' | 'acts'>): Statement =>
  db
    .update(alertRule)
    .set({ acts: nextRevision(alertRule.acts, acts) })
    .where(eq(alertRule.id, id));

/** Alerts of a dry run are not those of a live one. */
export const closeGroupsOf = (db: Db, ruleId: string, at: number): Statement =>
  db
    .update(alertGroup)
    .set({ closedAt: at })
    .where(and(eq(alertGroup.ruleId, ruleId), isNull(alertGroup.closedAt), sql`dry = 1`));
