import { and, asc, desc, eq, isNull } from 'drizzle-orm';
import { type MessageTemplate, templateContent } from '../../api/domain/template/template.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { template, templateVersion } from '../schema/index.ts';

export type Template = typeof template.$inferSelect;
type TemplateVersion = typeof templateVersion.$inferSelect;

/** Active templates in the order of the forms. */
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

/** The template with its first version. */
export const insertTemplate = (
  db: Db,
  row: typeof template.$inferInsert & MessageTemplate,
  author: string,
): Statement[] => [
  db.insert(template).values(row),
  insertVersion(db, {
    templateId: row.id,
    version: 1,
    content: templateContent(row),
    author,
    createdAt: row.createdAt,
  }),
];

/** Keeps the first content stored under this number. */
export const insertVersion = (db: Db, row: typeof templateVersion.$inferInsert): Statement =>
  db.insert(templateVersion).values(row).onConflictDoNothing();

/** Newest first. */
export const listVersions = (db: Db, templateId: string, limit: number) =>
  db
    .select()
    .from(templateVersion)
    .where(eq(templateVersion.templateId, templateId))
    .orderBy(desc(templateVersion.version))
    .limit(limit);

export async function findVersion(
  db: Db,
  templateId: string,
  version: number,
): Promise<TemplateVersion | null> {
  const [row] = await db
    .select()
    .from(templateVersion)
    .where(and(eq(templateVersion.templateId, templateId), eq(templateVersion.version, version)));
  return row ?? null;
}

/** Names by template id, including archived ones, which updates refer to. */
export async function templateNames(db: Db, pageId: string): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: template.id, name: template.name })
    .from(template)
    .where(eq(template.pageId, pageId));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Fails the whole batch unless the template is still at revision `expected`. */
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
