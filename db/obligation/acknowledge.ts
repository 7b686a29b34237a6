import { and, eq, sql } from 'drizzle-orm';
import { MINUTE } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { obligation } from '../schema/index.ts';

export type ObligationRow = typeof obligation.$inferSelect;

export async function findAcknowledgement(db: Db, incidentId: string) {
  const [row] = await db
    .select()
    .from(obligation)
    .where(and(eq(obligation.incidentId, incidentId), eq(obligation.kind, 'acknowledge')));
  return row ?? null;
}

type ObligationKey = { id: string; pageId: string; incidentId: string };

/** A person must acknowledge the incident by `dueAt`. Nothing changes where a row is there already. */
export const requestAcknowledgement = (
  row: ObligationKey & { within: number; dueAt: number; createdAt: number },
): Statement =>
  plain(sql`insert into obligation (id, page_id, incident_id, subject, subject_id, kind, state, within, due_at, created_at)
    values (${row.id}, ${row.pageId}, ${row.incidentId}, 'incident', ${row.incidentId}, 'acknowledge',
      'open', ${row.within}, ${row.dueAt}, ${row.createdAt})
    on conflict do nothing`);

/** Somebody was notified by a level that everybody must acknowledge, is on the team, and has not. */
const isOutstanding = sql`exists (select 1 from obligation_step s join json_each(s.people) who
    where s.obligation_id = obligation.id and s.round = obligation.round and s.acknowledged_by = 'all'
      and exists (select 1 from member m where m.page_id = obligation.page_id and m.user_id = who.value)
      and not exists (select 1 from obligation_answer a
        where a.obligation_id = s.obligation_id and a.round = s.round and a.user_id = who.value))`;

/**
 * Marks it as done, unless it is, or others must acknowledge it too; also where nothing required it.
 * The first time and name stay. `personId` is null for scripts that belong to nobody.
 */
export const markAcknowledged = (
  row: ObligationKey & { doneAt: number; doneBy: string; personId: string | null },
): Statement[] => [
  plain(sql`insert into obligation_answer (obligation_id, round, user_id, created_at)
    select id, round, ${row.personId}, ${row.doneAt} from obligation
    where incident_id = ${row.incidentId} and kind = 'acknowledge' and ${row.personId} is not null
    on conflict do nothing`),
  plain(sql`insert into obligation (id, page_id, incident_id, subject, subject_id, kind, state, within, due_at, created_at, done_at, done_by)
    values (${row.id}, ${row.pageId}, ${row.incidentId}, 'incident', ${row.incidentId}, 'acknowledge',
      'done', 0, ${row.doneAt}, ${row.doneAt}, ${row.doneAt}, ${row.doneBy})
    on conflict do update set state = 'done',
      done_at = coalesce(done_at, excluded.done_at), done_by = coalesce(done_by, excluded.done_by)
      where state <> 'done' and not ${isOutstanding}`),
];

/**
 * A person who publishes an update acknowledges the incident, and after a lapse one who does anything
 * in its room, other than request more people.
 */
export const acknowledgeByWork = (
  incidentId: string,
  { at, by, isUpdate }: { at: number; by: string; isUpdate: boolean },
): Statement =>
  plain(sql`update obligation set state = 'done',
      done_at = coalesce(done_at, ${at}), done_by = coalesce(done_by, ${by})
    where incident_id = ${incidentId} and kind = 'acknowledge' and state <> 'done'
      and (${isUpdate ? 1 : 0} or done_at is not null)
      and (escalated_by is null or escalated_by <> ${by})`);

const ofOpen = (incidentId: string) =>
  sql`where incident_id = ${incidentId} and kind = 'acknowledge' and state = 'open'`;

/** The severity requires no acknowledgment any more. One that lapsed is valid again. */
export const removeDeadline = (incidentId: string): Statement[] => [
  plain(sql`delete from obligation ${ofOpen(incidentId)} and done_at is null`),
  plain(sql`update obligation set state = 'done' ${ofOpen(incidentId)}`),
];

/**
 * Sets the deadline of a changed severity, counted from the beginning of the round and never in the
 * past. People stay notified. A raised severity begins again where all levels were notified without
 * an answer. Without an earlier deadline, the count begins now.
 */
export const changeDeadline = (
  row: ObligationKey,
  {
    within,
    isRaised,
    now,
    dueAt,
    countedAt,
  }: {
    within: number;
    isRaised: boolean;
    now: number;
    /** When a deadline that begins now ends. */
    dueAt: number;
    /** The deadline of the row there is, where it isn't counted around the clock. */
    countedAt: number | null;
  },
): Statement[] => [
  // A lapsed one notifies its first level at once, the others after `within` minutes.
  plain(sql`update obligation
    set within = ${within}, due_at = max(${now}, coalesce(${countedAt}, case round when 0 then created_at else round end
      + (level + case when done_at is null then 1 else 0 end) * ${within * MINUTE}))
    ${ofOpen(row.incidentId)}`),
  ...(isRaised
    ? [
        plain(sql`update obligation
          set state = 'open', level = 0, round = ${now}, within = ${within}, due_at = ${dueAt},
            escalated_at = null, escalated_by = null, escalated_by_id = null
          where incident_id = ${row.incidentId} and kind = 'acknowledge' and state = 'missed'`),
      ]
    : []),
  requestAcknowledgement({ ...row, within, dueAt, createdAt: now }),
];

/** It lapsed `at`, unless a person did something since `activeAt`, or another process was faster. */
export const lapseAcknowledgement = (
  { id, incidentId, activeAt }: { id: string; incidentId: string; activeAt: number },
  { at, within }: { at: number; within: number },
): Statement =>
  plain(sql`update obligation set state = 'open', level = 0, round = ${at}, within = ${within}, due_at = ${at},
      escalated_at = null, escalated_by = null, escalated_by_id = null
    where id = ${id} and state = 'done' and coalesce(${lastActivity(incidentId)}, 0) <= ${activeAt}`);

/** When a person last did something about an incident, or anybody acknowledged it; null for never. */
export const lastActivity = (incidentId: unknown) =>
  sql<number | null>`(select max(a.at) from audit a join incident i on i.id = ${incidentId}
    where a.page_id = i.page_id and a.at >= i.created_at and a.subject_id = i.id
      and a.subject in ('incident', 'room') and (a.actor like 'user:%' or a.action = 'acknowledge'))`;
