import { sql } from 'drizzle-orm';
import { type ItemObligation, itemKinds } from '../../api/domain/obligation/item-kinds.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { deleteObligations } from './open.ts';

type ItemKey = { kind: ItemObligation; subjectId: string };

/**
 * Somebody must do something by `dueAt`. One row for each subject and kind: writing it again renames
 * it; another due time, other people, or a subject that was done begin a new round.
 */
export function upsertItemObligation(
  item: ItemKey & {
    id: string;
    pageId: string;
    title: string;
    /** Ids of the members who must do it. */
    responsible: readonly string[];
    /** The incident it belongs to; null for none. */
    incidentId: string | null;
    dueAt: number;
    /** Minutes until the next level is notified. */
    within: number;
    createdAt: number;
  },
): Statement {
  const isNew = sql`(state = 'done' or deadline is not excluded.deadline or responsible <> excluded.responsible)`;
  return plain(sql`insert into obligation (id, page_id, subject, subject_id, about_incident_id, kind, title,
      responsible, state, within, due_at, deadline, created_at)
    values (${item.id}, ${item.pageId}, ${itemKinds[item.kind].subject}, ${item.subjectId},
      ${item.incidentId}, ${item.kind}, ${item.title}, ${JSON.stringify(item.responsible)}, 'open',
      ${item.within}, ${item.dueAt}, ${item.dueAt}, ${item.createdAt})
    on conflict (subject, subject_id, kind) do update set
      title = excluded.title, about_incident_id = excluded.about_incident_id, within = excluded.within,
      state = iif(${isNew}, 'open', state), level = iif(${isNew}, 0, level),
      round = iif(${isNew}, excluded.created_at, round), due_at = iif(${isNew}, excluded.due_at, due_at),
      done_at = null, done_by = null,
      deadline = excluded.deadline, responsible = excluded.responsible`);
}

/** It is done, or need not be done any more: nobody else is notified. */
export const completeItemObligation = (
  { kind, subjectId }: ItemKey,
  { at, by }: { at: number; by: string },
): Statement =>
  plain(sql`update obligation set state = 'done', done_at = ${at}, done_by = ${by}
    where subject = ${itemKinds[kind].subject} and subject_id = ${subjectId} and kind = ${kind}
      and state <> 'done'`);

/** The subject is deleted. */
export const deleteItemObligation = (db: Db, { kind, subjectId }: ItemKey): Statement =>
  deleteObligations(db, itemKinds[kind].subject, subjectId);
