import { sql } from 'drizzle-orm';
import { HOUR, MINUTE, SECOND } from '../../api/domain/time/time.ts';
import { SENDING_PAUSED } from '../channel/send-pause.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { constant, plain, write } from '../engine/write.ts';

/** After this time without activity, an update's mail waits for a person. */
const REPLAY_GUARD = 60 * MINUTE;
/** So does the next one, after this many within an hour. */
const MAILS_AN_HOUR = 12;

const isQuiet = sql`n.alive_at <= ${dbNow} - ${REPLAY_GUARD}`;
const isOneTooMany = sql`n.state <> 'sending' and n.planned = 0 and n.hold_until <= ${dbNow} and n.guard is not 'answered'
  and (select count(*) from notification o where o.page_id = n.page_id and o.id <> n.id
    and o.alive_at > ${dbNow} - ${HOUR} and (o.sent > 0
      or o.state in ('planning', 'sending') and (o.created_at, o.id) < (n.created_at, n.id))) >= ${MAILS_AN_HOUR}`;
const asksFirst = sql`n.state in ('held', 'planning', 'sending') and (${isQuiet} or ${isOneTooMany})`;

/**
 * Holds old mail after an outage, a restore or an upgrade, and mail beyond the hourly limit, until
 * a person releases it. A fan-out in progress counts as active, however long it takes.
 */
export async function guardReplay(db: Db): Promise<string[]> {
  const [result] = await write(db, [
    plain(sql`update notification as n set state = 'needs_operator',
      guard = case when ${isQuiet} then 'quiet' else 'many' end where ${asksFirst} returning id`),
  ]);
  return (result?.rows ?? []).map((row) => String(row.id));
}

type WorkDue = {
  letters: boolean;
  stale: boolean;
  plans: boolean;
  chunks: boolean;
  /** `closed`: the provider fails and nobody calls it. `probing`: one call at a time. */
  lane: 'open' | 'probing' | 'closed';
};

export const isAnyDue = ({ letters, stale, plans, chunks }: WorkDue): boolean =>
  letters || stale || plans || chunks;

const due = constant(sql`select
    exists (select 1 from letter where state in ('ready', 'leased') and due_at <= ${dbNow}) as letters,
    exists (select 1 from notification n where ${asksFirst}) as stale,
    exists (select 1 from notification where state in ('held', 'planning') and hold_until <= ${dbNow}) as plans,
    exists (select 1 from chunk where channel = 'email' and state in ('ready', 'leased')
      and due_at <= ${dbNow} and exists (select 1 from notification n where n.id = notification_id
        and n.state in ('planning', 'sending'))) as chunks,
    exists (select 1 from install where key = ${SENDING_PAUSED}) as held,
    coalesce((select case when max(coalesce(closed_until, 0), refilled_at - ${SECOND}) > ${dbNow} then 'closed'
      when closed_until is null and failures = 0 and told > 0 then 'open' else 'probing' end
      from lane where channel = 'email'), 'probing') as lane`);

/** Which kinds of work are due now; none while sending is paused. One cheap query, run every second. */
export async function workDue(db: Db): Promise<WorkDue> {
  const row = await db.get<
    Record<'letters' | 'stale' | 'plans' | 'chunks' | 'held', number> & { lane: WorkDue['lane'] }
  >(due);
  const free = row.held === 0;
  return {
    letters: free && row.letters === 1,
    stale: free && row.stale === 1,
    plans: free && row.plans === 1,
    chunks: free && row.chunks === 1,
    lane: row.lane,
  };
}
