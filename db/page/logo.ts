import { and, eq, notInArray } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { logoFile } from '../schema/index.ts';

/** The name is a hash of the content, so the row may exist. */
export const insertLogo = (db: Db, row: typeof logoFile.$inferInsert): Statement =>
  db.insert(logoFile).values(row).onConflictDoNothing();

export const deleteLogosBut = (db: Db, pageId: string, files: readonly string[]): Statement =>
  db
    .delete(logoFile)
    .where(and(eq(logoFile.pageId, pageId), notInArray(logoFile.file, [...files])));

/** Base64. */
export async function logoBytes(db: Db, pageId: string, file: string): Promise<string | null> {
  const [row] = await db
    .select({ bytes: logoFile.bytes })
    .from(logoFile)
    .where(and(eq(logoFile.pageId, pageId), eq(logoFile.file, file)));
  return row?.bytes ?? null;
}
