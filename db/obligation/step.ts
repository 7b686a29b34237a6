import { sql } from 'drizzle-orm';
import { lastingKinds } from '../../api/domain/obligation/item-kinds.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import type { MailText } from '../schema/index.ts';
import { isFiring } from './pending.ts';

export type NewStep = {
  id: string;
  obligationId: string;
  round: number;
  level: number;
  people: string[];
  acknowledgedBy?: 'any' | 'all';
};

/** Takes a step, unless it is done by now, a new round began, or another process was faster. */
export const takeStep = (step: NewStep, now: number): Statement =>
  plain(sql`insert into obligation_step (id, obligation_id, round, level, people, acknowledged_by, created_at)
    select ${step.id}, o.id, o.round, ${step.level}, ${JSON.stringify(step.people)},
      ${step.acknowledgedBy ?? 'any'}, ${now}
    from obligation o left join incident i
      on i.id = coalesce(o.about_incident_id, case o.subject when 'incident' then o.subject_id end)
    where o.id = ${step.obligationId} and o.state = 'open' and o.round = ${step.round}
      and ((i.id is not null and i.resolved_at is null) or o.kind in ${lastingKinds})
      and (o.kind <> 'alert' or ${isFiring(sql`o.subject_id`)})
      and (o.kind <> 'update_promised' or (i.next_update_by = o.round and not exists (
        select 1 from reminder r where r.incident_id = i.id and r.due = o.round and r.after = ${step.level})))
    on conflict do nothing`);

/** A reminder of a promised update in the table that the previous version reads, so that it repeats none. */
export const insertReminder = (stepId: string): Statement =>
  plain(sql`insert into reminder (id, page_id, incident_id, due, after, people, created_at)
    select s.id, o.page_id, o.subject_id, s.round, s.level, s.people, s.created_at
    from obligation_step s join obligation o on o.id = s.obligation_id
    where s.id = ${stepId} and o.kind = 'update_promised'
    on conflict do nothing`);

/** The next level, or the end, after this batch took the step. */
export const advanceAfterStep = (
  { id, obligationId }: NewStep,
  next: { level: number; dueAt: number | null },
): Statement =>
  plain(sql`update obligation
    set level = ${next.level}, state = ${next.dueAt === null ? 'missed' : 'open'},
      due_at = ${next.dueAt ?? sql.raw('due_at')}
    where id = ${obligationId} and state = 'open'
      and exists (select 1 from obligation_step where id = ${id})`);

/** The mail of a step, only if this batch took the step. */
export const insertStepMail = (
  stepId: string,
  mail: { id: string; pageId: string; to: string } & MailText,
  now: number,
): Statement =>
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    select ${mail.id}, ${mail.pageId}, 'reminder', ${mail.to}, ${mail.senderName}, ${mail.subject},
      ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${now}
    from obligation_step where id = ${stepId}`);
