import { asc, eq } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { alertRoute } from '../schema/index.ts';

export type StoredAlertRoute = typeof alertRoute.$inferSelect;

/** In the order of the file. */
export const listAlertRoutes = (db: Db, pageId: string): Promise<StoredAlertRoute[]> =>
  db
    .select()
    .from(alertRoute)
    .where(eq(alertRoute.pageId, pageId))
    .orderBy(asc(alertRoute.position), asc(alertRoute.createdAt), asc(alertRoute.id));

/** Known by its name: a second import changes the first. */
export const upsertAlertRoute = (db: Db, row: StoredAlertRoute): Statement => {
  const { condition, severity, route, position } = row;
  return db
    .insert(alertRoute)
    .values(row)
    .onConflictDoUpdate({
      target: [alertRoute.pageId, alertRoute.name],
      set: { condition, severity, route, position },
    });
};
