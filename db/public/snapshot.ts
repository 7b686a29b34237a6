import { and, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { write } from '../engine/write.ts';
import { page } from '../schema/index.ts';

/** The current version of a page: one row, cheap enough to read every second. */
export async function pageVersion(db: Db, pageId: string): Promise<number | null> {
  const [row] = await db.select({ version: page.version }).from(page).where(eq(page.id, pageId));
  return row?.version ?? null;
}

/** Raises the version when time alone changes the page. Of concurrent callers, one succeeds. */
export async function raiseVersion(db: Db, pageId: string, from: number): Promise<void> {
  await write(db, [
    db
      .update(page)
      .set({ version: from + 1 })
      .where(and(eq(page.id, pageId), eq(page.version, from))),
  ]);
}
