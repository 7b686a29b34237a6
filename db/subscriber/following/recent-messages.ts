import { sql } from 'drizzle-orm';
import { DAY } from '../../../api/domain/time/time.ts';
import { eachOf, eventOfRow, isNotifiedRow } from '../../delivery/notified.ts';
import type { Db } from '../../engine/client.ts';

export const RECENT_DAYS = 30;
/** The count stops here. */
const MOST = 200;

/** How many of the page’s notifications of the last 30 days fit what a subscriber chose. */
export async function countRecentMessages(
  db: Db,
  of: { id: string; pageId: string },
  now: number,
): Promise<number> {
  const [s, n] = [sql.raw('s'), sql.raw('n')];
  const row = await db.get<{ n: number }>(sql`select count(*) as n
    from (select * from notification where page_id = ${of.pageId} and created_at > ${now - RECENT_DAYS * DAY}
      and state not in ('cancelled', 'superseded') order by created_at desc limit ${MOST}) n
    join subscriber s on s.id = ${of.id} where ${isNotifiedRow(s, eventOfRow(n), eachOf(s))}`);
  return row.n;
}
