import { asc, eq, inArray, min, type SQLWrapper, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { alert, alertGroup, alertSource } from '../schema/index.ts';

/** How many alerts of one incident are read: of a storm, those that came first. */
const MOST = 50;

/** An alert that opened an incident, or joined those that did. `total`: how many there are. */
export type IncidentAlert = Awaited<ReturnType<typeof incidentAlerts>>[number];

/** The alerts of an incident, in the order in which they came. */
export const incidentAlerts = (db: Db, incidentId: string) =>
  db
    .select({
      id: alert.id,
      groupId: alertGroup.id,
      title: alert.title,
      severity: alert.severity,
      status: alert.status,
      source: alertSource.name,
      firstSeenAt: alert.firstSeenAt,
      endsAt: alert.endsAt,
      total: sql<number>`count(*) over ()`,
    })
    .from(alertGroup)
    .innerJoin(alert, eq(alert.groupId, alertGroup.id))
    .innerJoin(alertSource, eq(alertSource.id, alert.sourceId))
    .where(eq(alertGroup.incidentId, incidentId))
    .orderBy(asc(alert.firstSeenAt), asc(alert.id))
    .limit(MOST);

/** When the first alert of each incident came. */
export const firstAlertsOf = (db: Db, chosen: SQLWrapper) =>
  db
    .select({ incidentId: alertGroup.incidentId, at: min(alert.firstSeenAt) })
    .from(alertGroup)
    .innerJoin(alert, eq(alert.groupId, alertGroup.id))
    .where(inArray(alertGroup.incidentId, chosen))
    .groupBy(alertGroup.incidentId);

/** The draft of a rule is published: its group is about that incident from now on. */
export const linkAlertGroup = (draftId: string, incidentId: string): Statement =>
  plain(sql`update alert_group set incident_id = (select id from incident where id = ${incidentId})
    where draft_id = ${draftId} and incident_id is null`);
