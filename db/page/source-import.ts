import { and, eq, inArray, ne } from 'drizzle-orm';
import type { ImportReport, SourceImportState } from '../../api/domain/page/source-import.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { sourceImport } from '../schema/index.ts';

export type SourceImport = typeof sourceImport.$inferSelect;

/** A new import takes the place of the page’s last one, unless that is being stored. */
export const beginSourceImport = (db: Db, row: typeof sourceImport.$inferInsert): Statement[] => [
  db
    .delete(sourceImport)
    .where(and(eq(sourceImport.pageId, row.pageId), ne(sourceImport.state, 'storing'))),
  db.insert(sourceImport).values(row),
];

export async function findSourceImport(
  db: Db,
  pageId: string,
  id: string,
): Promise<SourceImport | null> {
  const [row] = await db
    .select()
    .from(sourceImport)
    .where(and(eq(sourceImport.pageId, pageId), eq(sourceImport.id, id)));
  return row ?? null;
}

type Change = {
  state?: SourceImportState;
  note?: string;
  document?: string | null;
  report?: ImportReport;
  workedAt: number;
};

/** Changes nothing for an import that was replaced. */
export const changeSourceImport = (db: Db, id: string, change: Change): Statement =>
  db.update(sourceImport).set(change).where(eq(sourceImport.id, id));

/** False where somebody else stores it, or nothing is read. Interrupted work is named by its last sign. */
export async function claimSourceImport(
  db: Db,
  { id, workedAt: seen }: Pick<SourceImport, 'id' | 'workedAt'>,
  workedAt: number,
): Promise<boolean> {
  const claimed = await db
    .update(sourceImport)
    .set({ state: 'storing', note: 'Storing what was read', workedAt })
    .where(
      and(
        eq(sourceImport.id, id),
        eq(sourceImport.workedAt, seen),
        inArray(sourceImport.state, ['checked', 'storing']),
      ),
    )
    .returning({ id: sourceImport.id });
  return claimed.length > 0;
}

export const dropSourceImport = (db: Db, pageId: string, id: string): Statement =>
  db
    .delete(sourceImport)
    .where(
      and(
        eq(sourceImport.pageId, pageId),
        eq(sourceImport.id, id),
        ne(sourceImport.state, 'storing'),
      ),
    );
