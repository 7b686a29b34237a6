import { and, eq, sql } from 'drizzle-orm';
import { commonestReasons, type Reason } from '../../api/domain/delivery/reason.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { notification } from '../schema/index.ts';
import type { BatchSize } from './fan-out.ts';

/** How many different error messages of a fan-out are read. */
const MAX_REASONS = 500;

/** The most common reason for failed mail of each notification, with its count. */
export async function commonestFailures(db: Db, ids: string[]): Promise<Map<string, Reason>> {
  if (ids.length === 0) return new Map();
  const rows = await db.all<Reason & { id: string }>(sql`select c.notification_id as id,
      f.value ->> 'message' as reason, count(*) as people
    from chunk c, json_each(c.failures) f
    where c.notification_id in (select value from json_each(${JSON.stringify(ids)}))
      and c.failures is not null
    group by 1, 2 order by 3 desc limit ${MAX_REASONS * ids.length}`);
  const byId = Map.groupBy(rows, ({ id }) => id);
  return new Map(
    [...byId].flatMap(([id, reasons]) => {
      const [first] = commonestReasons(reasons);
      return first ? [[id, first] as const] : [];
    }),
  );
}

/** People whose mail of one notification failed, with the reason; one more than `limit`. */
export const failedPeople = (db: Db, id: string, query: { page: number; limit: number }) =>
  db.all<{
    id: string;
    email: string | null;
    channel: string | null;
    label: string | null;
    reason: string;
  }>(sql`select r.value as id,
      s.email as email, s.channel as channel, s.label as label, f.value ->> 'message' as reason
    from chunk c, json_each(c.failures) f
    join json_each(c.recipients) r on r.key = f.value ->> 'index'
    left join subscriber s on s.id = r.value
    where c.notification_id = ${id} and c.failures is not null
    order by r.value limit ${query.limit + 1} offset ${(query.page - 1) * query.limit}`);

type Retry = {
  id: string;
  subscriberId: string | null;
  sizes: readonly BatchSize[];
};

/** Failed recipients who are still subscribed, with their batch and their index in it. */
const movedOf = ({
  id,
  subscriberId,
}: Retry) => sql`select c.id as chunk, c.channel as channel, r.key as place, r.value as person, s.host_key as host_key
  from chunk c, json_each(c.failures) f join json_each(c.recipients) r on r.key = f.value ->> 'index'
  join subscriber s on s.id = r.value and s.state = 'active' and s.quarantined_at is null
  where c.notification_id = ${id} and c.state in ('done', 'dead') and c.failures is not null
    and (${subscriberId} is null or r.value = ${subscriberId})`;

/**
 * Moves failed recipients into new batches without previous attempts, and out of the count of
 * failures. A NOT NULL constraint fails the batch when nobody is left: submitted twice, it sends
 * once.
 */
export function retryFailed(db: Db, of: Retry): Statement[] {
  const moved = movedOf(of);
  const isMoved = sql`exists (select 1 from moved m where m.chunk = c.id and m.place = r.key)`;
  return [
    plain(sql`insert into chunk (id, notification_id, page_id, channel, host_key, chunk_no, n, recipients,
        state, due_at, priority, attempts)
      select lower(hex(randomblob(6))), n.id, n.page_id, b.channel, b.host_key,
        (select max(chunk_no) from chunk where notification_id = n.id and channel = b.channel) + 1 + b.bucket,
        json_array_length(b.people), b.people, 'ready', ${dbNow}, 0, 0
      from notification n, (select channel, bucket, case when count(*) = 1 then max(host_key) end as host_key,
          json_group_array(person) as people
        from (select m.channel as channel, m.person as person, m.host_key as host_key,
            (row_number() over (partition by m.channel order by m.person) - 1) / coalesce(size.value ->> 'size', 1) as bucket
          from (${moved}) m left join json_each(${JSON.stringify(of.sizes)}) size on size.value ->> 'name' = m.channel
          order by m.channel, m.person) group by channel, bucket) b
      where n.id = ${of.id}`),
    db
      .update(notification)
      .set({
        failed: sql`(select case when count(*) > 0 then ${notification.failed} - count(*) end from (${moved}))`,
        state: sql`case when ${notification.state} in ('done', 'needs_operator') then 'sending' else ${notification.state} end`,
        finishedAt: null,
        aliveAt: dbNow,
        guard: 'answered',
      })
      .where(eq(notification.id, of.id)),
    plain(sql`with moved as materialized (${moved})
      update chunk set n = n - kept.gone, recipients = kept.recipients,
        failures = case when json_array_length(kept.failures) > 0 then kept.failures end,
        state = case when json_array_length(kept.recipients) > 0 then state else 'superseded' end
      from (select c.id as id,
          (select count(*) from moved m where m.chunk = c.id) as gone,
          (select json_group_array(r.value) from json_each(c.recipients) r where not ${isMoved}) as recipients,
          (select json_group_array(json_set(f.value, '$.index', f.value ->> 'index'
              - (select count(*) from moved m where m.chunk = c.id and m.place < f.value ->> 'index')))
            from json_each(c.failures) f
            where not exists (select 1 from moved m where m.chunk = c.id and m.place = f.value ->> 'index')) as failures
        from chunk c where c.id in (select chunk from moved)) as kept
      where chunk.id = kept.id`),
  ];
}

/** The state of a notification, and its recipients by outcome. */
export const outcomeColumns = {
  id: notification.id,
  state: notification.state,
  planned: notification.planned,
  sent: notification.sent,
  failed: notification.failed,
  suppressed: notification.suppressed,
  unknown: notification.unknown,
  finishedAt: notification.finishedAt,
};

/** Counts of notifications that ended since `since` (database clock, ms), and the current time. */
export async function endedSince(db: Db, since: number) {
  const [now, rows] = await db.batch([
    db.select({ now: sql<number>`${dbNow}` }).from(sql`(select 1)`),
    db
      .select(outcomeColumns)
      .from(notification)
      .where(
        and(
          sql`${notification.finishedAt} > ${since}`,
          sql`${notification.id} in (select n.id from notification n where n.page_id in (select id from page)
            order by n.created_at desc limit 50)`,
          sql`${notification.startedAt} is not null`,
        ),
      ),
  ]);
  return { now: now[0]?.now ?? since, ended: rows };
}
