import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import {
  finalStates,
  type NotificationState,
  notificationStates,
} from '../../api/domain/delivery/states.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import { notification } from '../schema/index.ts';

/** Not over yet. One that waits for a person is live unless all its recipients are accounted for. */
export const isLive: SQL | undefined = or(
  inArray(notification.state, ['held', 'planning', 'sending', 'paused']),
  and(eq(notification.state, 'needs_operator'), isNull(notification.finishedAt)),
);

/** Live, and not only sent again to somebody after everybody had it. */
export const isReplaceable: SQL | undefined = and(isLive, isNull(notification.finishedAt));

/** States after which nothing may be sent. */
const ended: NotificationState[] = finalStates(notificationStates);

/**
 * Settles the unsent part of a notification that ended. Mail that may have arrived counts as
 * unknown. Calls in flight finish, and are settled by their caller.
 */
export function settleEnded(db: Db, which: SQL | undefined): Statement[] {
  const over = db
    .select({ id: notification.id })
    .from(notification)
    .where(and(which, inArray(notification.state, ended)));
  const idle = sql`(c.state = 'ready' or c.state = 'leased' and (c.frozen is null or c.due_at <= ${dbNow}))`;
  const sumOf = (what: SQL) => sql`coalesce((select sum(${what}) from chunk c
    where c.notification_id = notification.id and c.frozen is not null and ${idle}), 0)`;
  const failed = sql`json_array_length(coalesce(c.failures, '[]'))`;
  const deferred = sql`json_array_length(coalesce(c.deferred, '[]'))`;
  // In one-by-one sending, a crash leaves only the open mail in doubt.
  const inDoubt = sql`min(json_array_length(c.frozen) - c.settled, case when c.deferred is null then 1e9 else 1 end)
    + (select count(*) from json_each(c.deferred) where value ->> 'why' = 'doubt' or value ->> 'inDoubt')`;
  return [
    db
      .update(notification)
      .set({
        sent: sql`${notification.sent} + ${sumOf(sql`c.settled - ${failed} - ${deferred}`)}`,
        failed: sql`${notification.failed} + ${sumOf(failed)}`,
        suppressed: sql`${notification.suppressed} + ${sumOf(sql`c.n - json_array_length(c.frozen)`)}`,
        unknown: sql`${notification.unknown} + ${sumOf(inDoubt)}`,
      })
      .where(inArray(notification.id, over)),
    plain(sql`update chunk as c set state = 'superseded', frozen = null, lease_token = null, lease_holder = null
      where c.notification_id in ${over} and c.state in ('ready', 'leased') and ${idle}`),
  ];
}

/** Ends those of these notifications that are live. */
export const endStatements = (
  db: Db,
  which: SQL | undefined,
  end: { state: 'cancelled' } | { state: 'superseded'; supersededBy: string },
): Statement[] => [
  db
    .update(notification)
    .set({ ...end, finishedAt: dbNow })
    .where(and(which, end.state === 'superseded' ? isReplaceable : isLive)),
  ...settleEnded(db, which),
];

/** Mail of a deleted incident is not sent any more. */
export const cancelNotifications = (db: Db, incidentId: string): Statement[] =>
  endStatements(db, eq(notification.incidentId, incidentId), { state: 'cancelled' });

/**
 * Replaces older mail of the incident that is not fully sent: its remaining recipients get the
 * newer update. Part of the batch that publishes. `which` limits it to some notifications.
 */
export function supersedeStatements(
  db: Db,
  newer: { id: string; incidentId: string },
  which?: SQL,
): Statement[] {
  const older = and(
    eq(notification.incidentId, newer.incidentId),
    sql`${notification.id} <> ${newer.id}`,
    which,
  );
  const unsent = db
    .select({ id: notification.id })
    .from(notification)
    .where(and(older, isReplaceable));
  const taken = sql`from notification m, json_each(m.component_ids) j
    where m.incident_id = ${newer.incidentId} and (m.id = ${newer.id} or m.superseded_by = ${newer.id})`;
  return [
    db
      .update(notification)
      .set({ supersededBy: newer.id })
      .where(and(older, inArray(notification.supersededBy, unsent))),
    ...endStatements(db, older, { state: 'superseded', supersededBy: newer.id }),
    db
      .update(notification)
      .set({ componentIds: sql`(select json_group_array(distinct j.value) ${taken})` })
      .where(and(eq(notification.id, newer.id), sql`exists (select 1 ${taken})`)),
  ];
}

/** Settles interrupted calls of ended notifications after their leases expired. */
export async function sweepEnded(db: Db): Promise<void> {
  const row = await db.get<{ any: number }>(sql`select exists (select 1 from chunk c
    join notification n on n.id = c.notification_id where c.state in ('ready', 'leased')
    and c.due_at <= ${dbNow} and n.state in ('cancelled', 'superseded')) as "any"`);
  if (row.any === 1)
    await write(
      db,
      settleEnded(
        db,
        sql`exists (select 1 from chunk where notification_id = ${notification.id}
          and chunk.state in ('ready', 'leased'))`,
      ),
    );
}
