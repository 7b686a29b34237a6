import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { ObligationSubject } from '../../api/domain/obligation/obligation.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { mayRead } from '../incident/reader.ts';
import { incident, incidentRole, obligation, obligationStep } from '../schema/index.ts';
import { aboutIncident, isOpenIncident, isPending } from './pending.ts';

/**
 * What is still to be done on a page, the most urgent first, with who has a role in its incident.
 * Of restricted incidents only to a person they name.
 */
export async function openObligations(db: Db, pageId: string, personId: string | null) {
  const isOpen = and(
    eq(obligation.pageId, pageId),
    sql`${obligation.state} <> 'done'`, // a literal, so that the partial index serves
    isPending,
    or(isNull(incident.id), mayRead(personId)),
  );
  const [rows, roles] = await db.batch([
    db
      .select({
        id: obligation.id,
        kind: obligation.kind,
        subject: obligation.subject,
        subjectId: sql<string>`coalesce(${obligation.subjectId}, ${obligation.incidentId}, '')`,
        title: obligation.title,
        responsible: obligation.responsible,
        state: obligation.state,
        dueAt: sql<number>`coalesce(${obligation.deadline}, ${obligation.dueAt})`,
        level: obligation.level,
        createdAt: obligation.createdAt,
        /** When an acknowledgment lapsed; null otherwise. */
        lapsedAt: sql<
          number | null
        >`case when ${obligation.doneAt} is not null and ${obligation.escalatedAt} is null then ${obligation.round} end`,
        escalatedBy: obligation.escalatedBy,
        incidentId: incident.id,
        name: incident.name,
        severity: incident.severity,
        leadId: incident.leadId,
        commanderId: incident.commanderId,
      })
      .from(obligation)
      .leftJoin(incident, aboutIncident)
      .where(isOpen)
      .orderBy(sql`coalesce(${obligation.deadline}, ${obligation.dueAt})`, asc(obligation.id)),
    db
      .select({
        incidentId: incidentRole.incidentId,
        role: incidentRole.role,
        userId: incidentRole.userId,
      })
      .from(obligation)
      .innerJoin(incident, aboutIncident)
      .innerJoin(incidentRole, eq(incidentRole.incidentId, incident.id))
      .where(and(isOpen, isNull(incidentRole.endedAt), eq(obligation.kind, 'role_missing'))),
  ]);
  return rows.map((one) => ({
    ...one,
    roles: roles.filter(({ incidentId }) => incidentId === one.incidentId),
  }));
}
export type OpenObligation = Awaited<ReturnType<typeof openObligations>>[number];

/** Promised updates that a person was reminded of, while they are open, the most urgent first. */
export const remindersOf = (db: Db, pageId: string, userId: string) =>
  db
    .selectDistinct({ id: incident.id, name: incident.name, due: obligation.dueAt })
    .from(obligation)
    .innerJoin(incident, aboutIncident)
    .innerJoin(
      obligationStep,
      and(
        eq(obligationStep.obligationId, obligation.id),
        eq(obligationStep.round, obligation.round),
      ),
    )
    .where(
      and(
        eq(obligation.pageId, pageId),
        eq(obligation.kind, 'update_promised'),
        eq(obligation.state, 'open'),
        isOpenIncident,
        mayRead(userId),
        eq(incident.nextUpdateBy, obligation.round),
        sql`exists (select 1 from json_each(${obligationStep.people}) where value = ${userId})`,
      ),
    )
    .orderBy(asc(obligation.dueAt));
export type Reminder = Awaited<ReturnType<typeof remindersOf>>[number];

/** Deletes the obligations of deleted subjects. */
export const deleteObligations = (db: Db, subject: ObligationSubject, id: string): Statement =>
  db.delete(obligation).where(and(eq(obligation.subject, subject), eq(obligation.subjectId, id)));
