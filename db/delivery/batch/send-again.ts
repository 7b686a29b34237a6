import { sql } from 'drizzle-orm';
import { dueAtHost } from '../../channel/host-state.ts';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement } from '../../engine/write.ts';

/** A batch of one recipient that is over, and the one that sends its message again. */
export type SentAgain = { batchId: string; subscriberId: string; newBatchId: string };

const over = (of: SentAgain) => sql`c.id = ${of.batchId} and c.state in ('done', 'dead', 'unknown')
  and json_array_length(c.recipients) = 1 and c.recipients ->> '$[0]' = ${of.subscriberId}`;

/** Rows of Slack and Discord show the state of an incident: an older update must not replace a newer one. */
const isNewest = sql`(c.channel = 'webhook' or not exists (select 1 from notification newer
  where newer.incident_id = n.incident_id and newer.created_at > n.created_at and newer.started_at is not null))`;

/**
 * Sends a message to its one recipient again, under the same webhook ID. The outcome of the batch before is
 * taken out of the counts, and `finished_at` stays: a newer update supersedes nothing that everybody had.
 * A NOT NULL constraint fails the write where the batch is not over, or its notification was canceled.
 */
export const sendAgain = (of: SentAgain): Statement[] => [
  plain(sql`update notification as n set
      sent = case when c.id is null then null else sent - (c.state = 'done') end,
      failed = failed - (c.state = 'dead'), unknown = unknown - (c.state = 'unknown'),
      state = case when n.state in ('done', 'needs_operator') then 'sending' else n.state end,
      alive_at = ${dbNow}, guard = 'answered'
    from (select 1) left join chunk c on ${over(of)}
      and exists (select 1 from notification n where n.id = c.notification_id and ${isNewest}
        and (n.state in ('planning', 'sending', 'paused', 'done') or n.state = 'needs_operator' and n.finished_at is not null))
    where n.id = (select notification_id from chunk where id = ${of.batchId})`),
  plain(sql`insert into chunk (id, notification_id, page_id, channel, host_key, chunk_no, n, recipients,
      state, due_at, priority, attempts)
    select ${of.newBatchId}, c.notification_id, c.page_id, c.channel, c.host_key,
      (select max(chunk_no) from chunk where notification_id = c.notification_id and channel = c.channel) + 1,
      1, c.recipients, 'ready', ${dueAtHost(sql`c.channel`, sql`c.host_key`)}, 0, 0
    from chunk c where ${over(of)}`),
  plain(
    sql`update chunk as c set n = 0, recipients = '[]', failures = null, frozen = null where ${over(of)}`,
  ),
  plain(sql`update delivery_attempt set batch_id = ${of.newBatchId} where batch_id = ${of.batchId}
    and subscriber_id = ${of.subscriberId}`),
];
