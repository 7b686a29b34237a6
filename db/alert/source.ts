import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { alertSource } from '../schema/index.ts';

export type AlertSource = typeof alertSource.$inferSelect;

export const listAlertSources = (db: Db, pageId: string): Promise<AlertSource[]> =>
  db
    .select()
    .from(alertSource)
    .where(eq(alertSource.pageId, pageId))
    .orderBy(asc(alertSource.name), asc(alertSource.id));

export async function findAlertSource(
  db: Db,
  pageId: string,
  id: string,
): Promise<AlertSource | null> {
  const [row] = await db
    .select()
    .from(alertSource)
    .where(and(eq(alertSource.pageId, pageId), eq(alertSource.id, id)));
  return row ?? null;
}

export async function alertSourceByToken(db: Db, tokenHash: string): Promise<AlertSource | null> {
  const [row] = await db.select().from(alertSource).where(eq(alertSource.tokenHash, tokenHash));
  return row ?? null;
}

export const insertAlertSource = (db: Db, row: typeof alertSource.$inferInsert): Statement =>
  db.insert(alertSource).values(row);

export const updateAlertSource = (
  db: Db,
  id: string,
  changes: Partial<
    Pick<AlertSource, 'name' | 'secret' | 'mapping' | 'tokenHash' | 'disabledAt' | 'lastSeenAt'>
  >,
): Statement => db.update(alertSource).set(changes).where(eq(alertSource.id, id));

/** With its alerts and deliveries. */
export const deleteAlertSource = (db: Db, id: string): Statement =>
  db.delete(alertSource).where(eq(alertSource.id, id));
