import {
  and,
  asc,
  eq,
  gt,
  inArray,
  isNull,
  lt,
  min,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from 'drizzle-orm';
import type { IncidentFacts } from '../../api/domain/figures/durations.ts';
import type { TimeSpan } from '../../api/domain/figures/failures.ts';
import { firstAlertsOf } from '../alert/incident.ts';
import type { Db } from '../engine/client.ts';
import { mayRead } from '../incident/reader.ts';
import {
  component,
  figureSettings,
  incident,
  incidentComponent,
  incidentMilestone,
  incidentUpdate,
  obligation,
  page,
  review,
} from '../schema/index.ts';

/**
 * Facts for the figures of a span, in one round trip: incidents that were open in it and that the
 * person may read, without maintenance and drills.
 */
export async function figureFacts(
  db: Db,
  { pageId, span, personId }: { pageId: string; span: TimeSpan; personId: string | null },
) {
  const isIncident = and(
    eq(incident.pageId, pageId),
    eq(incident.kind, 'incident'),
    eq(incident.drill, false),
    mayRead(personId),
  );
  const chosen = db
    .select({ id: incident.id })
    .from(incident)
    .where(
      and(
        isIncident,
        lt(incident.startedAt, span.to),
        or(isNull(incident.resolvedAt), gt(incident.resolvedAt, span.from)),
      ),
    );
  const [
    rows,
    updates,
    milestones,
    acknowledged,
    attached,
    firstMails,
    alerted,
    components,
    known,
    stored,
  ] = await db.batch([
    incidentsOf(db, chosen),
    updatesOf(db, chosen),
    db
      .select()
      .from(incidentMilestone)
      .where(inArray(incidentMilestone.incidentId, chosen))
      .orderBy(asc(incidentMilestone.createdAt), sql`rowid`),
    db
      .select({
        incidentId: obligation.incidentId,
        at: sql<number>`${obligation.doneAt}`,
        by: sql<string>`coalesce(${obligation.doneBy}, '')`,
      })
      .from(obligation)
      .where(
        and(
          inArray(obligation.incidentId, chosen),
          eq(obligation.kind, 'acknowledge'),
          sql`${obligation.doneAt} is not null`,
        ),
      ),
    attachedTo(db, chosen),
    firstMailsOf(db, chosen),
    firstAlertsOf(db, chosen),
    db
      .select({
        id: component.id,
        name: component.name,
        groupName: sql<
          string | null
        >`(select g.name from component g where g.id = ${component.groupId})`,
        createdAt: component.createdAt,
        archivedAt: component.archivedAt,
      })
      .from(component)
      .where(and(eq(component.pageId, pageId), eq(component.group, false)))
      .orderBy(asc(component.position)),
    db
      .select({ createdAt: page.createdAt, firstStart: min(incident.startedAt) })
      .from(page)
      .leftJoin(incident, isIncident)
      .where(eq(page.id, pageId)),
    db.select().from(figureSettings).where(eq(figureSettings.pageId, pageId)),
  ]);
  const ofIncident = <T extends { incidentId: string | null }>(some: readonly T[]) =>
    Map.groupBy(some, ({ incidentId }) => incidentId);
  const [updatesIn, milestonesOf, acknowledgedOf, mailOf, alertedOf] = [
    ofIncident(updates[0]?.all ?? []),
    ofIncident(milestones),
    ofIncident(acknowledged),
    ofIncident(firstMails),
    ofIncident(alerted),
  ];
  const componentsIn = new Map(attached[0]?.all);
  const incidents = (rows[0]?.all ?? []).map((row) => ({
    ...row,
    updates: (updatesIn.get(row.id) ?? []).sort((a, b) => a.seq - b.seq),
    written: milestonesOf.get(row.id) ?? [],
    acknowledged: acknowledgedOf.get(row.id)?.[0] ?? null,
    componentIds: componentsIn.get(row.id) ?? [],
    firstMail: mailOf.get(row.id)?.[0] ?? null,
    alertedAt: alertedOf.get(row.id)?.[0]?.at ?? null,
  }));
  const { createdAt = 0, firstStart = null } = known[0] ?? {};
  return {
    incidents,
    components,
    knownSince: Math.min(createdAt, firstStart ?? createdAt),
    settings: stored[0] ?? null,
  };
}

/**
 * Rows as one JSON text: on a page with thousands of incidents, making an object of each row is what
 * takes longest.
 */
const allOf = <T>(row: SQL) =>
  sql`json_group_array(${row})`.mapWith((text): T[] => JSON.parse(text)); // as selected

type IncidentRow = Pick<
  typeof incident.$inferSelect,
  'id' | 'name' | 'severity' | 'audience' | 'startedAt' | 'createdAt' | 'resolvedAt'
> & { reviewState: ReviewRow['state'] | null; reviewDoneAt: ReviewRow['approvedAt'] };
type ReviewRow = typeof review.$inferSelect;

const incidentsOf = (db: Db, chosen: SQLWrapper) =>
  db
    .select({
      all: allOf<IncidentRow>(sql`json_object('id', ${incident.id}, 'name', ${incident.name},
        'severity', ${incident.severity}, 'audience', ${incident.audience},
        'startedAt', ${incident.startedAt}, 'createdAt', ${incident.createdAt},
        'resolvedAt', ${incident.resolvedAt}, 'reviewState', ${review.state},
        'reviewDoneAt', ${review.approvedAt})`),
    })
    .from(incident)
    .leftJoin(review, eq(review.incidentId, incident.id))
    .where(inArray(incident.id, chosen));

const updatesOf = (db: Db, chosen: SQLWrapper) =>
  db
    .select({
      all: allOf<IncidentFacts['updates'][number] & { incidentId: string }>(
        sql`json_object('incidentId', ${incidentUpdate.incidentId}, 'id', ${incidentUpdate.id},
        'seq', ${incidentUpdate.seq}, 'state', ${incidentUpdate.state},
        'audience', ${incidentUpdate.audience}, 'author', ${incidentUpdate.author},
        'displayAt', ${incidentUpdate.displayAt}, 'createdAt', ${incidentUpdate.createdAt},
        'nextUpdateBy', ${incidentUpdate.nextUpdateBy})`,
      ),
    })
    .from(incidentUpdate)
    .where(inArray(incidentUpdate.incidentId, chosen));

/** Ids of the components of each incident. */
const attachedTo = (db: Db, chosen: SQLWrapper) => {
  const { incidentId, componentId } = incidentComponent;
  const each = db
    .select({
      id: incidentId,
      ids: sql`json_group_array(${componentId})`.as('ids'),
    })
    .from(incidentComponent)
    .where(inArray(incidentId, chosen))
    .groupBy(incidentId)
    .as('each_incident');
  return db
    .select({ all: allOf<[string, string[]]>(sql`json_array(${each.id}, json(${each.ids}))`) })
    .from(each);
};

/**
 * For each incident's first update that was emailed: when it was published, and when 95% of its
 * recipients had been mailed. No row where an earlier batch has not been sent.
 */
const firstMailsOf = (db: Db, chosen: SQLWrapper) =>
  db
    .select({
      incidentId: sql<string>`f.incident_id`,
      publishedAt: sql<number>`min(f.published_at)`,
      reachedAt: sql<number>`min(f.sent_at)`,
    })
    .from(
      sql`(select n.incident_id, n.created_at as published_at, c.first_sent_at as sent_at,
          sum(c.n) over (partition by n.id order by coalesce(c.first_sent_at, 9e15), c.chunk_no) as reached,
          sum(c.n) over (partition by n.id) as total
        from notification n join chunk c on c.notification_id = n.id and c.channel = 'email'
        where n.incident_id in ${chosen} and n.id = (
          select o.id from notification o where o.incident_id = n.incident_id and o.sent > 0
          order by o.created_at, o.id limit 1)) f`,
    )
    .where(sql`f.sent_at is not null and f.reached >= 0.95 * f.total`)
    .groupBy(sql`f.incident_id`);
