import { sql } from 'drizzle-orm';
import type { Failure } from '../../../api/domain/delivery/delivery.ts';
import { storableIn } from '../../../api/domain/text/characters.ts';
import { countRefused } from '../../channel/reputation.ts';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import { plain, type Statement } from '../../engine/write.ts';
import type { ChannelName, DeliveryState } from '../../schema/index.ts';
import { closeIfNotified } from '../notification.ts';
import type { LeasedBatch } from './fence.ts';

export type Tally = { sent: number; failed: number; suppressed: number; unknown: number };

/** The end of a batch and its share of the notification's counts. */
export type Settled = LeasedBatch & {
  notificationId: string;
  state: Extract<DeliveryState, 'done' | 'dead' | 'unknown'>;
  tally: Tally;
  failures: Failure[];
  code: string | null;
  message: string | null;
  /** Set when `rest` moved other recipients into new batches: who is left in this one, and their number. */
  recipients?: string[];
  n?: number;
  rest?: Statement[];
};

/**
 * Settles batches of one channel: fenced one by one, written together. Mail in doubt keeps its
 * addresses, so that somebody can find out who got it.
 */
export function settleBatches(
  db: Db,
  channel: { name: ChannelName; limits: { perHost?: number } },
  given: readonly Settled[],
): Statement[] {
  if (given.length === 0) return [];
  // SQLite would turn half a surrogate pair in JSON into bytes that libSQL panics on when it reads them.
  const ends = storableIn(given.map(({ rest: _, ...end }) => end));
  const list = sql`json_each(${JSON.stringify(ends)})`;
  const isHeld = sql`lease_token = e.value ->> 'token' and state = 'leased'`;
  const sum = (count: keyof Tally) => sql`sum(e.value -> 'tally' ->> ${sql.raw(`'${count}'`)})`;
  const total = (count: keyof Tally) => ends.reduce((n, { tally }) => n + tally[count], 0);
  return [
    ...given.flatMap(({ rest }) => rest ?? []),
    plain(sql`update notification set sent = sent + ended.s, failed = failed + ended.f,
        suppressed = suppressed + ended.p, unknown = unknown + ended.u, alive_at = ${dbNow}
      from (select c.notification_id as id, ${sum('sent')} as s, ${sum('failed')} as f,
          ${sum('suppressed')} as p, ${sum('unknown')} as u
        from ${list} e join chunk c on c.id = e.value ->> 'id' where ${isHeld} group by 1) as ended
      where notification.id = ended.id`),
    plain(sql`update chunk set state = e.value ->> 'state', last_code = e.value ->> 'code',
        last_error = e.value ->> 'message',
        recipients = coalesce(e.value -> 'recipients', recipients), n = coalesce(e.value ->> 'n', n),
        failures = case when json_array_length(e.value, '$.failures') > 0 then e.value -> 'failures' end,
        frozen = case when e.value ->> 'state' = 'unknown' then frozen end
      from ${list} e where chunk.id = e.value ->> 'id' and ${isHeld}`),
    ...[...new Set(ends.map((end) => end.notificationId))].map((id) => closeIfNotified(db, id)),
    // Refusals by many hosts say nothing about the channel.
    ...(channel.limits.perHost === undefined
      ? countRefused(db, channel.name, { sent: total('sent'), failed: total('failed') })
      : []),
  ];
}
