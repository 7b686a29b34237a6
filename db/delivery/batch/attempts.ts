import { sql } from 'drizzle-orm';
import { storableIn } from '../../../api/domain/text/characters.ts';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement } from '../../engine/write.ts';
import type { deliveryAttempt } from '../../schema/index.ts';

/** `waitMs`: the delay before the next attempt; null where there is none. */
export type AttemptRow = Omit<typeof deliveryAttempt.$inferInsert, 'at' | 'nextAt'> & {
  waitMs: number | null;
};

/** Part of settling: one row per call, but none for a subscriber who was erased during it. */
export function insertAttempts(rows: readonly AttemptRow[]): Statement[] {
  if (rows.length === 0) return [];
  const list = sql`json_each(${JSON.stringify(storableIn(rows))})`;
  const of = (key: keyof AttemptRow) => sql`value ->> ${sql.raw(`'${key}'`)}`;
  return [
    plain(sql`insert into delivery_attempt (id, page_id, notification_id, batch_id, subscriber_id,
        channel, at, duration_ms, outcome, status, error, excerpt, next_at)
      select ${of('id')}, ${of('pageId')}, ${of('notificationId')}, ${of('batchId')}, ${of('subscriberId')},
        ${of('channel')}, cast(${dbNow} - ${of('durationMs')} as integer), ${of('durationMs')},
        ${of('outcome')}, ${of('status')}, ${of('error')}, ${of('excerpt')},
        cast(${dbNow} + ${of('waitMs')} as integer) from ${list}
      where ${of('subscriberId')} is null
        or exists (select 1 from subscriber s where s.id = ${of('subscriberId')})
      on conflict (id) do nothing`),
  ];
}
