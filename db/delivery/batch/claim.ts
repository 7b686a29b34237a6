import { eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import { writeAndRead } from '../../engine/write.ts';
import { batch, type ChannelName, notification, page } from '../../schema/index.ts';
import { messageOf } from '../rendered-message.ts';
import { KEY_WINDOW, type Lease, leaseEnd } from './fence.ts';

export type ClaimedBatch = Awaited<ReturnType<typeof claimBatches>>[number];

/**
 * Columns needed for sending: without the recipients, which only the log reads, but with the
 * planned addresses where the recipients are not fixed yet.
 */
const claimed = (() => {
  const { recipients: _, ...columns } = getTableColumns(batch);
  const planned = sql`case when ${batch.recipientSnapshot} is null then
    (select json_group_array(json_array(s.id, s.email)) from json_each(${batch.recipients}) p
      join subscriber s on s.id = p.value) else '[]' end`;
  return {
    ...columns,
    planned: planned.mapWith((json): [id: string, email: string][] => JSON.parse(json)),
    keyExpired: sql<number>`coalesce(${batch.firstSentAt} < ${dbNow} - ${KEY_WINDOW}, 0)`,
  };
})();

const dueOf = (channel: ChannelName, most: number, but: SQL = sql`true`): SQL =>
  sql`select c.id from chunk c where c.channel = ${channel}
    and c.state in ('ready', 'leased') and c.due_at <= ${dbNow}
    and exists (select 1 from notification n where n.id = c.notification_id
      and n.state in ('planning', 'sending')) and ${but}
    order by c.priority, c.due_at, c.chunk_no limit ${most}`;

/** What may be claimed for one host. */
export type HostLimits = {
  /** Hosts that take no more calls now. */
  busy: readonly string[];
  /** Hosts that failed last: one call at a time. */
  failing: readonly string[];
  perHost: number;
};

/** Rows that are looked at for each that is claimed. */
const CANDIDATES_PER_PLACE = 8;

/** The oldest due batches, but only some of each host, so that no host delays the others. */
function dueAmongHosts(channel: ChannelName, hosts: HostLimits, most: number): SQL {
  const isIn = (list: readonly string[]) =>
    sql`in (select value from json_each(${JSON.stringify(list)}))`;
  const isFree =
    hosts.busy.length > 0
      ? sql`(c.host_key is null or c.host_key not ${isIn(hosts.busy)})`
      : sql`true`;
  const limit =
    hosts.failing.length > 0
      ? sql`case when host_key ${isIn(hosts.failing)} then 1 else ${hosts.perHost} end`
      : sql`${hosts.perHost}`;
  return sql`select id from (select c.id, c.host_key, c.priority, c.due_at, c.chunk_no,
      row_number() over (partition by c.host_key order by c.priority, c.due_at, c.chunk_no) as place
    from chunk c where c.id in (${dueOf(channel, CANDIDATES_PER_PLACE * most, isFree)}))
    where place <= ${limit} or host_key is null order by priority, due_at, chunk_no limit ${most}`;
}

/**
 * New batches, due retries and expired leases, up to `most`, in one round trip. The update returns all
 * columns, since nothing else could find the claimed rows cheaply.
 */
export async function claimBatches(
  db: Db,
  channel: ChannelName,
  lease: Lease,
  most: number,
  hosts: HostLimits | null = null,
) {
  const claim = db
    .update(batch)
    .set({
      state: 'leased',
      leaseToken: lease.token,
      leaseHolder: lease.holder,
      dueAt: leaseEnd,
    })
    .where(
      sql`${batch.id} in (${hosts ? dueAmongHosts(channel, hosts, most) : dueOf(channel, most)})`,
    )
    .returning(claimed);
  const live = db
    .select({
      ...getTableColumns(notification),
      ...{ idOrigin: page.idOrigin, baseUrl: page.baseUrl, pageLocale: page.locale },
    })
    .from(notification)
    .innerJoin(page, eq(page.id, notification.pageId))
    .where(inArray(notification.state, ['planning', 'sending']));
  const [rows, notifications] = await writeAndRead(db, [], [claim, live]);
  const byId = new Map(
    notifications.map((row) => [row.id, { ...row, message: messageOf(row, channel) }]),
  );
  return rows
    .sort((a, b) => a.priority - b.priority || a.batchNo - b.batchNo)
    .flatMap(({ planned, keyExpired, ...row }) => {
      const of = byId.get(row.notificationId);
      return of ? [{ batch: row, planned, keyExpired, notification: of }] : [];
    });
}
