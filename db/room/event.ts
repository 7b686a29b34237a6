import { and, asc, eq, isNotNull, or, sql } from 'drizzle-orm';
import { incidentAlerts } from '../alert/incident.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import {
  audit,
  incident,
  incidentEvent,
  incidentMilestone,
  incidentRole,
  incidentUpdate,
  internalUpdate,
  notification,
  obligation,
  obligationAnswer,
  obligationStep,
  triageAnswer,
} from '../schema/index.ts';

export type IncidentEvent = typeof incidentEvent.$inferSelect;

/** The row, without its updates. */
export async function findIncidentRow(db: Db, pageId: string, id: string) {
  const [row] = await db
    .select()
    .from(incident)
    .where(and(eq(incident.id, id), eq(incident.pageId, pageId)));
  return row ?? null;
}
export type IncidentRow = NonNullable<Awaited<ReturnType<typeof findIncidentRow>>>;

/** When an incident was deleted; null where it never was. */
export async function deletedAt(db: Db, pageId: string, id: string): Promise<number | null> {
  const [row] = await db
    .select({ at: audit.at })
    .from(audit)
    .where(
      and(
        eq(audit.pageId, pageId),
        eq(audit.subject, 'incident'),
        eq(audit.subjectId, id),
        eq(audit.action, 'delete'),
      ),
    );
  return row?.at ?? null;
}

export const insertEvent = (db: Db, row: typeof incidentEvent.$inferInsert): Statement =>
  db.insert(incidentEvent).values(row);

export const updateEvent = (
  db: Db,
  id: string,
  changes: Partial<Pick<IncidentEvent, 'at' | 'pinned' | 'hiddenAt'>>,
): Statement => db.update(incidentEvent).set(changes).where(eq(incidentEvent.id, id));

export async function findEvent(db: Db, incidentId: string, id: string) {
  const [row] = await db
    .select()
    .from(incidentEvent)
    .where(and(eq(incidentEvent.incidentId, incidentId), eq(incidentEvent.id, id)));
  return row ?? null;
}

/** All that the room of an incident holds, oldest first, in one round trip. */
export async function readRoom(db: Db, { id, pageId, createdAt }: IncidentRow) {
  const [
    events,
    updates,
    severities,
    roles,
    answers,
    milestones,
    internalUpdates,
    mails,
    acknowledgements,
    steps,
    acknowledgedBy,
    alerts,
  ] = await db.batch([
    db
      .select()
      .from(incidentEvent)
      .where(eq(incidentEvent.incidentId, id))
      .orderBy(asc(incidentEvent.at), sql`rowid`),
    db
      .select({
        id: incidentUpdate.id,
        state: incidentUpdate.state,
        audience: incidentUpdate.audience,
        body: incidentUpdate.body,
        author: incidentUpdate.author,
        displayAt: incidentUpdate.displayAt,
        createdAt: incidentUpdate.createdAt,
      })
      .from(incidentUpdate)
      .where(eq(incidentUpdate.incidentId, id))
      .orderBy(asc(incidentUpdate.seq)),
    severityChanges(db, pageId, id, createdAt),
    db
      .select()
      .from(incidentRole)
      .where(eq(incidentRole.incidentId, id))
      .orderBy(asc(incidentRole.assignedAt), sql`rowid`),
    db
      .select()
      .from(triageAnswer)
      .where(eq(triageAnswer.incidentId, id))
      .orderBy(asc(triageAnswer.createdAt), sql`rowid`),
    db
      .select()
      .from(incidentMilestone)
      .where(eq(incidentMilestone.incidentId, id))
      .orderBy(asc(incidentMilestone.createdAt), sql`rowid`),
    db
      .select()
      .from(internalUpdate)
      .where(eq(internalUpdate.incidentId, id))
      .orderBy(asc(internalUpdate.seq)),
    db
      .select({
        id: notification.id,
        sent: notification.sent,
        failed: notification.failed,
        finishedAt: sql<number>`${notification.finishedAt}`,
      })
      .from(notification)
      .where(
        and(
          eq(notification.incidentId, id),
          isNotNull(notification.finishedAt),
          sql`${notification.sent} + ${notification.failed} > 0`,
        ),
      ),
    db
      .select()
      .from(obligation)
      .where(and(eq(obligation.incidentId, id), eq(obligation.kind, 'acknowledge'))),
    db
      .select({
        id: obligationStep.id,
        kind: obligation.kind,
        level: obligationStep.level,
        round: obligationStep.round,
        acknowledgedAt: obligation.doneAt,
        isEscalated: sql<boolean>`${obligation.kind} = 'acknowledge' and ${obligation.escalatedAt} <= ${obligationStep.createdAt}`,
        acknowledgedBy: obligationStep.acknowledgedBy,
        people: obligationStep.people,
        createdAt: obligationStep.createdAt,
      })
      .from(obligation)
      .innerJoin(obligationStep, eq(obligationStep.obligationId, obligation.id))
      .where(
        or(
          and(eq(obligation.subject, 'incident'), eq(obligation.subjectId, id)),
          eq(obligation.aboutIncidentId, id),
        ),
      )
      .orderBy(asc(obligationStep.createdAt), asc(obligationStep.level)),
    db
      .select({ id: obligationAnswer.userId, round: obligationAnswer.round })
      .from(obligationAnswer)
      .innerJoin(obligation, eq(obligation.id, obligationAnswer.obligationId))
      .where(and(eq(obligation.incidentId, id), eq(obligation.kind, 'acknowledge'))),
    incidentAlerts(db, id),
  ]);
  const [acknowledge] = acknowledgements;
  return {
    ...{ events, updates, severities, roles, answers, milestones, internalUpdates, mails, steps },
    ...{ acknowledgedBy, alerts },
    acknowledge: acknowledge ?? null,
  };
}
export type RoomRows = Awaited<ReturnType<typeof readRoom>>;

/** From the audit log, which has each edit of the incident. */
const severityChanges = (db: Db, pageId: string, id: string, since: number) =>
  db
    .select({
      id: audit.id,
      from: sql<string | null>`json_extract(${audit.before}, '$.severity')`,
      to: sql<string | null>`json_extract(${audit.after}, '$.severity')`,
      at: audit.at,
      author: sql<string>`substr(${audit.actor}, instr(${audit.actor}, ' ') + 1)`,
    })
    .from(audit)
    .where(
      and(
        eq(audit.pageId, pageId),
        sql`${audit.at} >= ${since}`,
        eq(audit.subject, 'incident'),
        eq(audit.subjectId, id),
        eq(audit.action, 'edit'),
        sql`json_type(${audit.after}, '$.severity') is not null`,
        sql`json_extract(${audit.after}, '$.severity') is not json_extract(${audit.before}, '$.severity')`,
      ),
    );
