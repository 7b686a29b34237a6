import { sql } from 'drizzle-orm';
import { plain, type Statement } from '../engine/write.ts';

/** Somebody must take the required roles. Begins again where it was done or missed before. */
export const requireRoles = (row: {
  id: string;
  pageId: string;
  incidentId: string;
  within: number;
  from: number;
  dueAt: number;
}): Statement =>
  plain(sql`insert into obligation (id, page_id, subject, subject_id, kind, state, within, due_at, created_at)
    values (${row.id}, ${row.pageId}, 'incident', ${row.incidentId}, 'role_missing', 'open',
      ${row.within}, ${row.dueAt}, ${row.from})
    on conflict (subject, subject_id, kind) do update
      set state = 'open', level = 0, round = excluded.created_at, within = excluded.within,
        due_at = excluded.due_at, done_at = null, done_by = null
      where state <> 'open'`);

/** Every required role is taken, or none is required any more. */
export const completeRoles = (incidentId: string, at: number): Statement =>
  plain(sql`update obligation set state = 'done', done_at = ${at}
    where subject = 'incident' and subject_id = ${incidentId} and kind = 'role_missing' and state <> 'done'`);
