import { eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { figureSettings } from '../schema/index.ts';

export type FigureSettings = typeof figureSettings.$inferSelect;

/** Null for a page that has the standard targets. */
export async function findFigureSettings(db: Db, pageId: string): Promise<FigureSettings | null> {
  const [row] = await db.select().from(figureSettings).where(eq(figureSettings.pageId, pageId));
  return row ?? null;
}

/** The one row of a page. */
export const storeFigureSettings = (db: Db, row: Omit<FigureSettings, 'revision'>): Statement =>
  db
    .insert(figureSettings)
    .values(row)
    .onConflictDoUpdate({
      target: figureSettings.pageId,
      set: { ...row, revision: sql`${figureSettings.revision} + 1` },
    });
