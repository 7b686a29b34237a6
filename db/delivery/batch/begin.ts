import { and, eq, sql } from 'drizzle-orm';
import { permitGiven } from '../../channel/rate-limit.ts';
import type { Db } from '../../engine/client.ts';
import { dbNow } from '../../engine/clock.ts';
import { batch, type ChannelName } from '../../schema/index.ts';
import { remainingRecipients } from '../recipient.ts';
import { leaseEnd } from './fence.ts';

/** Nothing is started for a notification that was stopped after the claim. */
const mayGoOut = sql`exists (select 1 from notification n where n.id = ${batch.notificationId}
  and n.state in ('planning', 'sending'))`;
/** A batch to start if it gets a permit, by its index among the permits. */
export type BatchStart = {
  id: string;
  index: number;
  /** Id and address hash of the planned recipients; null when the recipients are already fixed. */
  hashes: [id: string, hash: string][] | null;
};

const mayBegin = (channel: ChannelName, token: string) =>
  and(
    sql`${batch.id} = beginning.id`,
    eq(batch.leaseToken, token),
    eq(batch.state, 'leased'),
    mayGoOut,
    permitGiven(channel, sql`beginning."index"`),
  );
const startedBatch = { id: batch.id, recipientSnapshot: batch.recipientSnapshot };

/**
 * Starts attempts that have a permit. The first attempt fixes the recipients until the batch is
 * settled; later ones renew the lease. Returns rows only where the lease is held and the
 * notification is not stopped.
 */
export function beginBatches(
  db: Db,
  channel: ChannelName,
  token: string,
  begins: readonly BatchStart[],
) {
  const first = JSON.stringify(begins.filter((begin) => begin.hashes));
  const again = JSON.stringify(begins.filter((begin) => !begin.hashes));
  return [
    db
      .update(batch)
      .set({
        recipientSnapshot: sql`beginning.frozen`,
        // Both are in the order of ids: they are equal where nobody dropped out.
        recipients: sql`case when json_array_length(beginning.frozen) = json_array_length(${batch.recipients})
          then ${batch.recipients}
          else (select json_group_array(value ->> 'id') from json_each(beginning.frozen)) end`,
        settled: 0,
        failures: null,
        deferred: null,
        firstSentAt: dbNow,
        dueAt: leaseEnd,
      })
      .from(
        sql`(select b.value ->> 'id' as id, b.value ->> 'index' as "index",
            (select json_group_array(case when s.zone is null and s.address is null
                then json_object('id', s.id, 'email', s.email, 'epoch', s.epoch, 'locale', s.locale)
                else json_object('id', s.id, 'email', s.email, 'epoch', s.epoch, 'locale', s.locale,
                  'zone', s.zone, 'address', s.address) end)
              from (${remainingRecipients(sql`b.value`)}) s) as frozen
          from json_each(${first}) b limit -1) as beginning`, // the limit makes SQLite compute it once, not per column
      )
      .where(mayBegin(channel, token))
      .returning(startedBatch),
    db
      .update(batch)
      .set({ dueAt: leaseEnd })
      .from(
        sql`(select value ->> 'id' as id, value ->> 'index' as "index" from json_each(${again})) as beginning`,
      )
      .where(mayBegin(channel, token))
      .returning(startedBatch),
  ] as const;
}
