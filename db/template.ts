import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Db } from './client.ts';
import { template } from './schema/index.ts';
import { nextRevision, type Statement } from './write.ts';

export type Template = typeof template.$inferSelect;

/** Those in use, in the order in which a form offers them. */
export const listTemplates = (db: Db, pageId: string): Promise<Template[]> =>
  db
    .select()
    .from(template)
    .where(and(eq(template.pageId, pageId), isNull(template.archivedAt)))
    .orderBy(asc(template.position), asc(template.id));

export async function findTemplate(db: Db, pageId: string, id: string): Promise<Template | null> {
  const [row] = await templateQuery(db, pageId, id);
  return row ?? null;
}

export const templateQuery = (db: Db, pageId: string, id: string) =>
  db
    .select()
    .from(template)
    .where(and(eq(template.id, id), eq(template.pageId, pageId), isNull(template.archivedAt)));

export const insertTemplate = (db: Db, row: typeof template.$inferInsert): Statement =>
  db.insert(template).values(row);

/** Refused as a whole batch when `expected` is no longer the template's revision. */
export const updateTemplate = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Template>,
): Statement =>
  db
    .update(template)
    .set({ ...changes, revision: nextRevision(template.revision, expected) })
    .where(eq(template.id, id));
