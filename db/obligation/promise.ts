import { sql } from 'drizzle-orm';
import { plain, type Statement } from '../engine/write.ts';

/** An incident whose next update is promised. */
export const isPromised = sql.raw(
  "incident.resolved_at is null and incident.next_update_by is not null and incident.state not in ('resolved', 'postmortem', 'completed')",
);

/**
 * Makes an obligation of each promised update, and ends those that were kept or withdrawn. A promise
 * that moved begins a new round. Of one incident, or of all: those of imports and of the version before.
 */
export const syncPromises = (
  at: number,
  only?: { incidentId: string; by: string },
): Statement[] => [
  plain(sql`insert into obligation (id, page_id, subject, subject_id, kind, state, within, due_at, round, created_at)
    select lower(hex(randomblob(6))), page_id, 'incident', id, 'update_promised', 'open', 0,
      next_update_by, next_update_by, ${at}
    from incident where ${isPromised} ${only ? sql`and id = ${only.incidentId}` : sql``}
    on conflict (subject, subject_id, kind) do update
      set state = 'open', due_at = excluded.due_at, round = excluded.round,
        created_at = excluded.created_at, done_at = null, done_by = null
      where round <> excluded.round or state <> 'open'`),
  plain(sql`update obligation set state = 'done', done_at = ${at}, done_by = ${only?.by ?? ''}
    where kind = 'update_promised' and state = 'open' ${only ? sql`and subject_id = ${only.incidentId}` : sql``}
      and not exists (select 1 from incident where id = subject_id and ${isPromised})`),
];

/** Whether a promise and its obligation differ, or a row of the version before lacks its subject. */
export const isUnsettled = sql<number>`exists (
    select 1 from page cross join incident on incident.page_id = page.id
    left join obligation o on o.subject = 'incident' and o.subject_id = incident.id and o.kind = 'update_promised'
    where ${isPromised} and (o.id is null or o.round <> incident.next_update_by or o.state <> 'open')
  ) or exists (
    select 1 from obligation where kind = 'update_promised' and state = 'open'
      and not exists (select 1 from incident where id = subject_id and ${isPromised})
  ) or exists (select 1 from obligation where subject_id is null and incident_id is not null)`;

/** Rows of the previous version, which knows incidents only. */
export const fillMissingSubjects = (): Statement =>
  plain(
    sql`update obligation set subject_id = incident_id where subject_id is null and incident_id is not null`,
  );
