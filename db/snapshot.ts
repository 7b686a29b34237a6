import { and, eq, lte } from 'drizzle-orm';
import type { Audience } from '../api/domain/incident.ts';
import type { Db } from './client.ts';
import { page, snapshot } from './schema/index.ts';
import { write } from './write.ts';

/** The version a page is at: one row, cheap enough to ask each second. */
export async function pageVersion(db: Db, pageId: string): Promise<number | null> {
  const [row] = await db.select({ version: page.version }).from(page).where(eq(page.id, pageId));
  return row?.version ?? null;
}

/** What time alone changed is a new version too; of two processes that notice, one raises it. */
export async function raiseVersion(db: Db, pageId: string, from: number): Promise<void> {
  await write(db, [
    db
      .update(page)
      .set({ version: from + 1 })
      .where(and(eq(page.id, pageId), eq(page.version, from))),
  ]);
}

/** Keeps the newest only: a slower process can never put an older snapshot over a newer one. */
export async function storeSnapshot(db: Db, row: typeof snapshot.$inferInsert): Promise<void> {
  await write(db, [
    db
      .insert(snapshot)
      .values(row)
      .onConflictDoUpdate({
        target: [snapshot.pageId, snapshot.audience],
        set: { version: row.version, body: row.body, builtAt: row.builtAt },
        setWhere: lte(snapshot.version, row.version),
      }),
  ]);
}

export async function storedSnapshot(db: Db, pageId: string, audience: Audience) {
  const [row] = await db
    .select()
    .from(snapshot)
    .where(and(eq(snapshot.pageId, pageId), eq(snapshot.audience, audience)));
  return row ?? null;
}
