import { asc, eq, sql } from 'drizzle-orm';
import { dueAtHost } from '../channel/host-state.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, violated, write } from '../engine/write.ts';
import { batch, type ChannelName, notification } from '../schema/index.ts';
import { closeIfNotified, type Notification } from './notification.ts';
import { recipientsAfter } from './recipient.ts';
import { messageColumns, type RenderedMessages } from './rendered-message.ts';

/**
 * Oldest first. A notification that supersedes another waits for the last call of that one, so that
 * nobody gets the older text after the newer.
 */
export const notificationsToPlan = (db: Db): Promise<Notification[]> =>
  db
    .select()
    .from(notification)
    .where(
      sql`${notification.state} in ('held', 'planning') and ${notification.holdUntil} <= ${dbNow}
        and not exists (select 1 from notification older join chunk on chunk.notification_id = older.id
          where older.incident_id = ${notification.incidentId}
          and older.superseded_by = ${notification.id} and chunk.state = 'leased'
          and chunk.due_at > ${dbNow})`,
    )
    .orderBy(asc(notification.createdAt), asc(notification.id))
    .limit(20);

/** The most recipients in one batch of a channel. */
export type BatchSize = { name: ChannelName; size: number };

/**
 * Plans one page: batches of `size` recipients, the cursor and, the first time, the text. False,
 * with nothing written, when another planner was faster, the notification was stopped, or the
 * incident changed.
 */
export async function savePlannedPage(
  db: Db,
  planned: Notification,
  page: { messages: RenderedMessages | null; channels: readonly BatchSize[]; limit: number },
): Promise<boolean> {
  const { id, pageId, planCursor } = planned;
  const [numbered] = await db
    .select({ last: sql<number>`coalesce(max(${batch.batchNo}), 0)` })
    .from(batch)
    .where(eq(batch.notificationId, id));
  const last = numbered?.last ?? 0;
  const { messages, channels, limit } = page;
  const mine = sql`from chunk where notification_id = ${id} and chunk_no > ${last}`;
  const n = sql`(select coalesce(sum(n), 0) ${mine})`;
  const recipients = recipientsAfter(db, planned, planCursor, limit);
  const counted = sql`(select count(*) as n, max(id) as last from (${recipients}))`;
  const isUnchanged = messages
    ? sql`(select revision from incident where id = ${planned.incidentId}) = ${messages.revision}`
    : sql`true`;
  const ours = sql`${notification.state} in ('held', 'planning') and ${isUnchanged}
    and ${notification.planCursor} is ${planCursor}
    and (select coalesce(max(chunk_no), 0) from chunk where notification_id = ${id}) = ${last}`;
  try {
    await write(db, [
      db
        .update(notification)
        .set({ planned: sql`case when ${ours} then ${notification.planned} end` })
        .where(eq(notification.id, id)),
      ...channels.map(({ name, size }) =>
        plain(sql`insert into chunk (id, notification_id, page_id, channel, host_key, chunk_no, n, recipients, due_at)
        select lower(hex(randomblob(8))), ${id}, ${pageId}, ${name}, ${size === 1 ? sql`max(host_key)` : sql`null`},
          ${last} + 1 + place, count(*), json_group_array(id),
          max(due)
        from (select id, host_key, ${size === 1 ? dueAtHost(name, sql`r.host_key`) : dbNow} as due,
          cast((row_number() over (order by id) - 1) / ${size} as integer) as place
          from (${recipients}) r where channel = ${name}) group by place order by place`),
      ),
      db
        .update(notification)
        .set({
          ...(messages ? { ...messageColumns(messages), startedAt: dbNow } : {}),
          planCursor: sql`coalesce((select last from ${counted}), ${planCursor})`,
          planned: sql`${notification.planned} + ${n}`,
          state: sql`case when (select n from ${counted}) < ${limit} then 'sending' else 'planning' end`,
        })
        .where(eq(notification.id, id)),
      closeIfNotified(db, id),
    ]);
    return true;
  } catch (error) {
    if (/^(chunk|notification)\./.test(violated(error) ?? '')) return false;
    throw error;
  }
}
