import { lt, sql } from 'drizzle-orm';
import { DAY } from '../../../api/domain/time/time.ts';
import type { Db } from '../../engine/client.ts';
import { plain, type Statement } from '../../engine/write.ts';
import { subscriberImport } from '../../schema/index.ts';

/** Addresses in the outcome of a delivery are kept as long as the delivery log. */
const KEPT = 30 * DAY;
/** Notifications that ended longer ago were cleaned on the days before. */
const CLEANED = 15 * DAY;
const AT_ONCE = 500;

/** `before`: two days ago, UTC ms, as for everything else that expires. */
export function oldDeliveryLog(db: Db, before: number): Statement[] {
  const since = before + 2 * DAY - KEPT;
  return [
    plain(sql`update chunk set frozen = null, last_error = null, host_key = null,
        failures = (select json_group_array(json_set(f.value, '$.message', 'No longer stored.'))
          from json_each(failures) f where failures is not null)
      where id in (select c.id from notification n join chunk c on c.notification_id = n.id
        where n.finished_at between ${since - CLEANED} and ${since}
          and (c.frozen is not null or c.host_key is not null or c.last_error like '%@%' or c.failures like '%@%')
        limit ${AT_ONCE})`),
    // Hosts at which nothing works any more: their destinations get no more after five days.
    plain(sql`delete from host_state where failing_since < ${since}`),
    // Rows of a file that nobody imported.
    db
      .delete(subscriberImport)
      .where(
        sql`${subscriberImport.createdAt} < ${before} and ${subscriberImport.state} = 'checked'`,
      ),
    db.delete(subscriberImport).where(lt(subscriberImport.createdAt, since)),
  ];
}
