import { type SQL, sql } from 'drizzle-orm';
import { DAY } from '../../../api/domain/time/time.ts';
import { closedStates } from '../../delivery/notified.ts';
import { isLive } from '../../delivery/supersede.ts';
import type { Db } from '../../engine/client.ts';
import { plain, write } from '../../engine/write.ts';

/** How long ago an incident may have ended: each minute looks at few. */
const RECENT = 2 * DAY;

const overAt = (now: number): SQL =>
  sql`select id from incident where state in ${closedStates} and resolved_at is not null
    and updated_at > ${now - RECENT}
    and not exists (select 1 from notification where notification.incident_id = incident.id and ${isLive})`;

/** Subscriptions to one incident that is over. */
export const endedSubscriptions = (now: number): SQL =>
  sql`from subscription followed where followed.target = 'incident' and followed.component_id in (${overAt(now)})`;

/**
 * Ends what follows an incident that is over, once its last mail is sent. Subscribers who have
 * nothing else are unsubscribed.
 */
export async function endIncidentSubscriptions(db: Db, now: number): Promise<void> {
  const over = overAt(now);
  const theirs = endedSubscriptions(now);
  await write(db, [
    plain(sql`update subscriber set state = 'unsubscribed', unsubscribed_at = ${now}, updated_at = ${now}, epoch = epoch + 1
      where state <> 'unsubscribed' and all_components = 0 and id in (select followed.subscriber_id ${theirs})
        and not exists (select 1 from subscription other where other.subscriber_id = subscriber.id
          and not (other.target = 'incident' and other.component_id in (${over})))`),
    plain(sql`delete from subscription where target = 'incident' and component_id in (${over})`),
  ]);
}
