import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { type RunbookContent, runbookContent } from '../../api/domain/runbook/runbook.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { runbook, runbookVersion } from '../schema/index.ts';

export type Runbook = typeof runbook.$inferSelect;
export type RunbookVersion = typeof runbookVersion.$inferSelect;

/** Active runbooks by title, with their texts. */
export const listRunbooks = (db: Db, pageId: string): Promise<Runbook[]> =>
  db
    .select()
    .from(runbook)
    .where(and(eq(runbook.pageId, pageId), isNull(runbook.archivedAt)))
    .orderBy(sql`${runbook.title} collate nocase`, asc(runbook.id));

/** Which components and alerts each active runbook is for. */
export const listRunbookLinks = (db: Db, pageId: string) =>
  db
    .select({
      id: runbook.id,
      title: runbook.title,
      componentIds: runbook.componentIds,
      alertNames: runbook.alertNames,
    })
    .from(runbook)
    .where(and(eq(runbook.pageId, pageId), isNull(runbook.archivedAt)))
    .orderBy(sql`${runbook.title} collate nocase`, asc(runbook.id));

export async function findRunbook(db: Db, pageId: string, id: string): Promise<Runbook | null> {
  const [row] = await db
    .select()
    .from(runbook)
    .where(and(eq(runbook.id, id), eq(runbook.pageId, pageId), isNull(runbook.archivedAt)));
  return row ?? null;
}

/** The runbook with its first version. */
export const insertRunbook = (
  db: Db,
  row: typeof runbook.$inferInsert & RunbookContent,
  author: string,
): Statement[] => [
  db.insert(runbook).values(row),
  insertRunbookVersion(db, {
    ...{ runbookId: row.id, version: 1, content: runbookContent(row) },
    ...{ author, createdAt: row.createdAt },
  }),
];

export const insertRunbookVersion = (db: Db, row: typeof runbookVersion.$inferInsert): Statement =>
  db.insert(runbookVersion).values(row);

/** Fails the whole batch unless the runbook is still at revision `expected`. */
export const updateRunbook = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Runbook>,
): Statement =>
  db
    .update(runbook)
    .set({ ...changes, revision: nextRevision(runbook.revision, expected) })
    .where(eq(runbook.id, id));

/** Without a new version: the text stays as it is. */
export const storeAutomation = (
  db: Db,
  id: string,
  decided: Pick<Runbook, 'automation' | 'automationBy' | 'automationAt'>,
): Statement => db.update(runbook).set(decided).where(eq(runbook.id, id));

/** Newest first. */
export const listRunbookVersions = (
  db: Db,
  runbookId: string,
  limit: number,
): Promise<RunbookVersion[]> =>
  db
    .select()
    .from(runbookVersion)
    .where(eq(runbookVersion.runbookId, runbookId))
    .orderBy(desc(runbookVersion.version))
    .limit(limit);

export async function findRunbookVersion(
  db: Db,
  runbookId: string,
  version: number,
): Promise<RunbookVersion | null> {
  const [row] = await db
    .select()
    .from(runbookVersion)
    .where(and(eq(runbookVersion.runbookId, runbookId), eq(runbookVersion.version, version)));
  return row ?? null;
}
