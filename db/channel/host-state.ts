import { type SQL, sql } from 'drizzle-orm';
import { MINUTE, SECOND } from '../../api/domain/time/time.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import type { ChannelName } from '../schema/index.ts';

/** How a call to a host ended. `retryAfter` (ms): it asked us to wait. */
export type HostOutcome = { hostKey: string; isWell: boolean; retryAfter?: number | undefined };

/** This many failures in a row, over all its destinations, open the circuit of a host. */
const FAILURES_TO_CLOSE = 3;
const FIRST_PROBE = 30 * SECOND;
const LONGEST_PROBE = 15 * MINUTE;
const LONGEST_WAIT = 60 * MINUTE;

/** When a new batch for the host is due. */
export const dueAtHost = (channel: ChannelName | SQL, hostKey: SQL): SQL =>
  sql`max(${dbNow}, coalesce((select h.closed_until from host_state h where h.channel = ${channel}
    and h.host_key = ${hostKey}), 0))`;

/**
 * Part of settling: hosts that fail are tried less and less often. Their batches wait as long,
 * so that no claim reads them; after the first successful call they are due at once.
 */
export function recordHosts(channel: ChannelName, outcomes: readonly HostOutcome[]): Statement[] {
  const well = outcomes.filter(({ isWell }) => isWell).map(({ hostKey }) => hostKey);
  const failed = outcomes.filter(({ isWell }) => !isWell);
  return [
    ...(well.length > 0 ? recovered(channel, [...new Set(well)]) : []),
    ...(failed.length > 0 ? failing(channel, failed) : []),
  ];
}

function recovered(channel: ChannelName, hosts: readonly string[]): Statement[] {
  const list = sql`select value from json_each(${JSON.stringify(hosts)})`;
  const wasClosed = sql`select host_key from host_state
    where channel = ${channel} and closed_until is not null and host_key in (${list})`;
  return [
    plain(sql`update chunk set due_at = ${dbNow} where channel = ${channel} and state = 'ready'
      and attempts = 0 and due_at > ${dbNow} and host_key is not null and host_key in (${wasClosed})`),
    plain(sql`delete from host_state where channel = ${channel} and host_key in (${list})`),
  ];
}

function failing(channel: ChannelName, failed: readonly HostOutcome[]): Statement[] {
  const list = sql`json_each(${JSON.stringify(failed)})`;
  const probe = sql`min(${LONGEST_PROBE}, ${FIRST_PROBE} * (1 << min(10, failures - ${FAILURES_TO_CLOSE})))`;
  const mine = sql`channel = ${channel} and host_key in (select value ->> 'hostKey' from ${list})`;
  return [
    plain(sql`insert into host_state (channel, host_key, failures, failing_since)
      select ${channel}, value ->> 'hostKey', count(*), ${dbNow} from ${list} where true group by 2
      on conflict (channel, host_key) do update set failures = failures + excluded.failures`),
    plain(sql`update host_state set closed_until = max(
        case when failures >= ${FAILURES_TO_CLOSE} then ${dbNow} + ${probe} else 0 end,
        ${dbNow} + min(${LONGEST_WAIT}, coalesce((select max(value ->> 'retryAfter') from ${list}
          where value ->> 'hostKey' = host_key), 0)))
      where ${mine} and (failures >= ${FAILURES_TO_CLOSE} or exists (select 1 from ${list}
        where value ->> 'hostKey' = host_key and value ->> 'retryAfter' > 0))`),
    plain(sql`update chunk set due_at = h.closed_until from host_state h
      where h.channel = chunk.channel and h.host_key = chunk.host_key and h.closed_until > chunk.due_at
        and chunk.channel = ${channel} and chunk.state = 'ready' and chunk.host_key is not null
        and chunk.host_key in (select value ->> 'hostKey' from ${list})`),
  ];
}
