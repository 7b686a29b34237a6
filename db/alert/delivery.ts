import { desc, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { alertDelivery, alertSource } from '../schema/index.ts';

export type AlertDelivery = typeof alertDelivery.$inferSelect;
export type ListedAlertDelivery = AlertDelivery & { source: string };

/** How many of one source are kept. */
const KEPT = 100;

/** Keeps a delivery that brought no alert. The same again is counted. */
export const upsertAlertDelivery = (
  db: Db,
  row: typeof alertDelivery.$inferInsert,
): Statement[] => [
  db
    .insert(alertDelivery)
    .values(row)
    .onConflictDoUpdate({
      target: [alertDelivery.sourceId, alertDelivery.hash],
      set: { lastAt: sql`excluded.last_at`, received: sql`${alertDelivery.received} + 1` },
    }),
  plain(sql`delete from alert_delivery where source_id = ${row.sourceId} and id not in (
    select id from alert_delivery where source_id = ${row.sourceId}
    order by last_at desc, id desc limit ${KEPT})`),
];

/** The newest first. */
export async function listAlertDeliveries(
  db: Db,
  pageId: string,
  most: number,
): Promise<ListedAlertDelivery[]> {
  const found = await db
    .select({ delivery: alertDelivery, source: alertSource.name })
    .from(alertDelivery)
    .innerJoin(alertSource, eq(alertSource.id, alertDelivery.sourceId))
    .where(eq(alertDelivery.pageId, pageId))
    .orderBy(desc(alertDelivery.lastAt), desc(alertDelivery.id))
    .limit(most);
  return found.map((row) => ({ ...row.delivery, source: row.source }));
}

/** Deliveries of before `before`. */
export const oldAlertDeliveries = (before: number): Statement =>
  plain(sql`delete from alert_delivery where last_at < ${before}`);
