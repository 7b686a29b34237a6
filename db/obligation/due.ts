import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import { obligationKinds } from '../../api/domain/obligation/obligation.ts';
import { EARLIEST_STEP } from '../../api/domain/response/escalation.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { titleInMail } from '../incident/reader.ts';
import {
  incident,
  incidentReader,
  incidentRole,
  member,
  obligation,
  obligationStep,
  page,
  reminder,
  user,
} from '../schema/index.ts';
import { aboutIncident, isFiring, isPending } from './pending.ts';

/** A missing lead is an obligation only after somebody acknowledged the incident. */
const isAcknowledged = sql`not exists (select 1 from obligation a
  where a.incident_id = ${incident.id} and a.kind = 'acknowledge' and a.state <> 'done')`;

const isDue = (now: number) =>
  and(
    // Literals, so that the partial index serves.
    sql`${obligation.state} = 'open'`,
    // A newer version, which was replaced by this one, may have stored other kinds: they wait for it.
    inArray(obligation.kind, [...obligationKinds]),
    // Steps of a promise can be due before it is.
    or(
      sql`${obligation.dueAt} <= ${now} + case ${obligation.kind} when 'update_promised' then ${EARLIEST_STEP * MINUTE} else 0 end`,
      // Levels of a policy can be due at any time: by a condition, or on request.
      sql`(${obligation.kind} = 'acknowledge' and exists (select 1 from escalation_policy p where p.page_id = ${obligation.pageId}))`,
    ),
    sql`(${obligation.kind} <> 'role_missing' or ${isAcknowledged})`,
    sql`(${obligation.kind} <> 'alert' or ${isFiring(sql`${obligation.subjectId}`)})`,
    isPending,
  );

/** Obligations with a step that may be due, the steps already taken, and who can be notified. */
export async function dueObligations(db: Db, now: number) {
  const ofDue = db
    .select({
      pageId: obligation.pageId,
      id: obligation.id,
      // An alias: both columns are called `id`.
      incidentId: sql<string | null>`${incident.id}`.as('incident'),
    })
    .from(obligation)
    .leftJoin(incident, aboutIncident)
    .where(isDue(now))
    .as('due');
  const [due, taken, reminded, members, roles, readers] = await db.batch([
    db
      .select({
        id: obligation.id,
        kind: obligation.kind,
        subjectId: sql<string>`coalesce(${obligation.subjectId}, '')`,
        title: sql<string>`case when ${incident.audience} = 'restricted'
          then 'Restricted incident' else ${obligation.title} end`,
        responsible: obligation.responsible,
        deadline: obligation.deadline,
        level: obligation.level,
        round: obligation.round,
        dueAt: obligation.dueAt,
        within: obligation.within,
        doneAt: obligation.doneAt,
        policyId: obligation.policyId,
        escalatedAt: obligation.escalatedAt,
        escalatedBy: obligation.escalatedBy,
        escalatedById: obligation.escalatedById,
        /** When its round began. */
        from: sql<number>`case ${obligation.round} when 0 then ${obligation.createdAt} else ${obligation.round} end`,
        pageId: obligation.pageId,
        page: { name: page.name, logo: page.logo, accent: page.accent },
        baseUrl: page.baseUrl,
        zone: page.timeZone,
        severityScale: page.severityScale,
        workingHours: page.workingHours,
        timeZone: page.timeZone,
        escalation: page.escalation,
        incidentId: incident.id,
        name: sql<string>`coalesce(${titleInMail}, '')`,
        audience: incident.audience,
        severity: incident.severity,
        /** Where the team meets; empty without an address, and for restricted incidents. */
        bridge: sql<string>`case when ${incident.audience} = 'restricted' then '' else coalesce(
          (select l.url from incident_link l where l.incident_id = ${incident.id} and l.kind = 'bridge'
            order by l.created_at desc, l.rowid desc limit 1),
          (select r.bridge_url from room_settings r where r.page_id = ${obligation.pageId}), '') end`,
        openedAt: sql<number>`coalesce(${incident.createdAt}, ${obligation.createdAt})`,
        leadId: incident.leadId,
        commanderId: incident.commanderId,
        // A drill is practice, and its events are those of an incident.
        hasPagerDuty: sql<number>`${obligation.kind} <> 'alert' and coalesce(${incident.drill}, 0) = 0 and exists (
          select 1 from pagerduty_integration p where p.page_id = ${obligation.pageId})`,
      })
      .from(obligation)
      .leftJoin(incident, aboutIncident)
      .innerJoin(page, eq(page.id, obligation.pageId))
      .where(isDue(now)),
    db
      .select({
        id: obligationStep.obligationId,
        level: obligationStep.level,
        people: obligationStep.people,
        createdAt: obligationStep.createdAt,
      })
      .from(obligationStep)
      .innerJoin(
        obligation,
        and(
          eq(obligation.id, obligationStep.obligationId),
          eq(obligation.round, obligationStep.round),
        ),
      )
      .where(inArray(obligationStep.obligationId, db.select({ id: ofDue.id }).from(ofDue))),
    // Reminders that the previous version sent.
    db
      .select({
        incidentId: reminder.incidentId,
        due: reminder.due,
        level: reminder.after,
        people: reminder.people,
        createdAt: reminder.createdAt,
      })
      .from(reminder)
      .where(inArray(reminder.incidentId, db.select({ id: ofDue.incidentId }).from(ofDue))),
    db
      .select({ pageId: member.pageId, id: user.id, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(inArray(member.pageId, db.select({ id: ofDue.pageId }).from(ofDue))),
    db
      .select({
        incidentId: incidentRole.incidentId,
        role: incidentRole.role,
        userId: incidentRole.userId,
      })
      .from(incidentRole)
      .where(
        and(
          isNull(incidentRole.endedAt),
          inArray(incidentRole.incidentId, db.select({ id: ofDue.incidentId }).from(ofDue)),
        ),
      ),
    db
      .select({ incidentId: incidentReader.incidentId, userId: incidentReader.userId })
      .from(incidentReader)
      .where(inArray(incidentReader.incidentId, db.select({ id: ofDue.incidentId }).from(ofDue))),
  ]);
  return due.map((one) => ({
    ...{ ...one, hasPagerDuty: Boolean(one.hasPagerDuty) },
    taken: [
      ...taken.filter(({ id }) => id === one.id),
      ...reminded.filter(
        (row) =>
          one.kind === 'update_promised' &&
          row.incidentId === one.incidentId &&
          row.due === one.round,
      ),
    ],
    members: teamOf(one, members, readers),
    roles: roles.filter(({ incidentId }) => incidentId === one.incidentId),
  }));
}

type Member = { pageId: string; id: string; email: string; role: string };

/** For a restricted incident only the people it names, also in place of the owners. */
const teamOf = (
  due: { pageId: string; incidentId: string | null; audience: Audience | null },
  members: readonly Member[],
  readers: readonly { incidentId: string; userId: string }[],
): Member[] => {
  const team = members.filter(({ pageId }) => pageId === due.pageId);
  if (due.audience !== 'restricted') return team;
  const named = readers.filter(({ incidentId }) => incidentId === due.incidentId);
  return team
    .filter(({ id }) => named.some(({ userId }) => userId === id))
    .map((one) => ({ ...one, role: 'owner' }));
};

export type DueRow = Awaited<ReturnType<typeof dueObligations>>[number];
