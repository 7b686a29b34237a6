import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import { MINUTE } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { incident, type MailText, member, obligation, page, user } from '../schema/index.ts';

export type ObligationRow = typeof obligation.$inferSelect;

export const insertObligation = (db: Db, row: typeof obligation.$inferInsert): Statement =>
  db.insert(obligation).values(row);

export async function findAcknowledgement(db: Db, incidentId: string) {
  const [row] = await db
    .select()
    .from(obligation)
    .where(and(eq(obligation.incidentId, incidentId), eq(obligation.kind, 'acknowledge')));
  return row ?? null;
}

/** Done, unless it already is; where nothing asked for it, too. */
export const markAcknowledged = (
  row: Pick<ObligationRow, 'id' | 'pageId' | 'incidentId'> & { doneAt: number; doneBy: string },
): Statement =>
  plain(sql`insert into obligation (id, page_id, incident_id, kind, state, within, due_at, created_at, done_at, done_by)
    values (${row.id}, ${row.pageId}, ${row.incidentId}, 'acknowledge', 'done', 0, ${row.doneAt},
      ${row.doneAt}, ${row.doneAt}, ${row.doneBy})
    on conflict (incident_id, kind) do update
      set state = 'done', done_at = excluded.done_at, done_by = excluded.done_by
      where state <> 'done'`);

/** The deadline of another severity, from the beginning on. What was escalated stays so. */
export const changedDeadline = (incidentId: string, within: number | null): Statement[] => [
  within === null
    ? plain(sql`delete from obligation
        where incident_id = ${incidentId} and kind = 'acknowledge' and state = 'open'`)
    : plain(sql`update obligation
        set within = ${within}, due_at = created_at + (level + 1) * ${within * MINUTE}
        where incident_id = ${incidentId} and kind = 'acknowledge' and state = 'open'`),
];

const isDue = (now: number) =>
  and(eq(obligation.state, 'open'), lte(obligation.dueAt, now), isNull(incident.resolvedAt));

/** What was not done in time, in open incidents, with the people who can be notified. */
export async function missedObligations(db: Db, now: number) {
  const ofDue = db
    .select({ id: obligation.pageId })
    .from(obligation)
    .innerJoin(incident, eq(incident.id, obligation.incidentId))
    .where(isDue(now));
  const [due, members] = await db.batch([
    db
      .select({
        id: obligation.id,
        level: obligation.level,
        dueAt: obligation.dueAt,
        within: obligation.within,
        openedAt: obligation.createdAt,
        pageId: obligation.pageId,
        page: { name: page.name, logo: page.logo, accent: page.accent },
        baseUrl: page.baseUrl,
        zone: page.timeZone,
        incidentId: incident.id,
        name: incident.name,
        severity: incident.severity,
        leadId: incident.leadId,
        commanderId: incident.commanderId,
      })
      .from(obligation)
      .innerJoin(incident, eq(incident.id, obligation.incidentId))
      .innerJoin(page, eq(page.id, obligation.pageId))
      .where(isDue(now)),
    db
      .select({ pageId: member.pageId, id: user.id, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(inArray(member.pageId, ofDue)),
  ]);
  return due.map((one) => ({
    ...one,
    members: members.filter(({ pageId }) => pageId === one.pageId),
  }));
}
export type MissedObligation = Awaited<ReturnType<typeof missedObligations>>[number];

/** Takes the step of a level, unless somebody acknowledged or another process was faster. */
export const takeLevel = (
  step: { id: string; obligationId: string; level: number; people: string[] },
  now: number,
): Statement =>
  plain(sql`insert into obligation_step (id, obligation_id, level, people, created_at)
    select ${step.id}, id, ${step.level}, ${JSON.stringify(step.people)}, ${now}
    from obligation where id = ${step.obligationId} and state = 'open' and level <= ${step.level}
    on conflict do nothing`);

/** The next level, or the end, after this batch took the step. */
export const afterLevel = (
  { id, obligationId, level }: { id: string; obligationId: string; level: number },
  nextDueAt: number | null,
): Statement =>
  plain(sql`update obligation
    set level = ${level + 1}, state = ${nextDueAt === null ? 'missed' : 'open'},
      due_at = ${nextDueAt ?? sql.raw('due_at')}
    where id = ${obligationId} and state = 'open'
      and exists (select 1 from obligation_step where id = ${id})`);

/** The mail of a step, only if this batch took the step. */
export const mailOfLevel = (
  stepId: string,
  mail: { id: string; pageId: string; to: string } & MailText,
  now: number,
): Statement =>
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    select ${mail.id}, ${mail.pageId}, 'reminder', ${mail.to}, ${mail.senderName}, ${mail.subject},
      ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${now}
    from obligation_step where id = ${stepId}`);
