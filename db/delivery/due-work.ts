import { type SQL, sql } from 'drizzle-orm';
import { HOUR, MINUTE, SECOND } from '../../api/domain/time/time.ts';
import { SENDING_PAUSED } from '../channel/send-pause.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { constant, plain, write } from '../engine/write.ts';
import type { ChannelName } from '../schema/index.ts';

/** After this time without activity, an update's mail waits for a person. */
const REPLAY_GUARD = 60 * MINUTE;
/** So does the next one, after this many within an hour. */
const MAILS_AN_HOUR = 12;

/** A destination that fails is tried again for days: its notification isn't quiet until it is overdue. */
const isRetrying = sql`exists (select 1 from chunk c where c.notification_id = n.id
  and c.state in ('ready', 'leased') and c.host_key is not null and c.attempts > 0
  and c.due_at > ${dbNow} - ${REPLAY_GUARD})`;
const isQuiet = sql`(n.alive_at <= ${dbNow} - ${REPLAY_GUARD} and not ${isRetrying})`;
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
  stale: boolean;
  plans: boolean;
  batches: boolean;
  /** `closed`: the provider fails and nobody calls it. `probing`: one call at a time. */
  circuit: 'open' | 'probing' | 'closed';
};

const isPaused = sql`exists (select 1 from install where key = ${SENDING_PAUSED})`;
const isDirectMailDueNow = sql`exists (select 1 from letter where state in ('ready', 'leased') and due_at <= ${dbNow})`;
const isStale = sql`exists (select 1 from notification n where ${asksFirst})`;
const isToPlan = sql`exists (select 1 from notification where state in ('held', 'planning') and hold_until <= ${dbNow})`;
const isDueBatch = sql`state in ('ready', 'leased')
  and due_at <= ${dbNow} and exists (select 1 from notification n where n.id = notification_id
    and n.state in ('planning', 'sending'))`;
const circuitState = sql`case when max(coalesce(closed_until, 0), refilled_at - ${SECOND}) > ${dbNow} then 'closed'
  when closed_until is null and failures = 0 and told > 0 then 'open' else 'probing' end`;

const anyDue =
  constant(sql`select not ${isPaused} and (${isDirectMailDueNow} or ${isStale} or ${isToPlan}
  or exists (select 1 from chunk where ${isDueBatch})) as due`);
const directMailDue = constant(sql`select not ${isPaused} and ${isDirectMailDueNow} as due`);
const channelWork = constant(
  sql`select not ${isPaused} as free, ${isStale} as stale, ${isToPlan} as plans`,
);
const batchDue = constant(isDueBatch);
const circuitIs = constant(circuitState);

/** True when any channel has something to send or to plan. */
export const isAnyDue = (db: Db): Promise<boolean> => isDue(db, anyDue);

export const isDirectMailDue = (db: Db): Promise<boolean> => isDue(db, directMailDue);

const isDue = async (db: Db, query: SQL) => (await db.get<{ due: number }>(query)).due === 1;

/** The work that is due for a channel; none while sending is paused. One cheap query, run every second. */
export async function workDue(db: Db, channel: ChannelName): Promise<WorkDue> {
  const row = await db.get<
    Record<'free' | 'stale' | 'plans' | 'batches', number> & Pick<WorkDue, 'circuit'>
  >(sql`${channelWork},
    exists (select 1 from chunk where channel = ${channel} and ${batchDue}) as batches,
    coalesce((select ${circuitIs} from lane where channel = ${channel}), 'probing') as circuit`);
  const free = row.free === 1;
  return {
    stale: free && row.stale === 1,
    plans: free && row.plans === 1,
    batches: free && row.batches === 1,
    circuit: row.circuit,
  };
}
