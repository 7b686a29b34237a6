import { and, desc, eq, isNull, like, type SQL } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { isUnrestricted } from '../incident/reader.ts';
import { incident, incidentChannel } from '../schema/index.ts';

/** What lists of Slack show. Restricted incidents are kept out of it, whoever asks. */
export type ChatIncidentFacts = Awaited<ReturnType<typeof openChatIncidents>>[number];

const incidentsWhere = (db: Db, pageId: string, which: SQL | undefined) =>
  db
    .select({
      id: incident.id,
      name: incident.name,
      state: incident.state,
      severity: incident.severity,
      nextUpdateBy: incident.nextUpdateBy,
      channelId: incidentChannel.channelId,
    })
    .from(incident)
    .leftJoin(incidentChannel, eq(incidentChannel.incidentId, incident.id))
    .where(and(eq(incident.pageId, pageId), eq(incident.kind, 'incident'), isUnrestricted, which))
    .orderBy(desc(incident.createdAt))
    .limit(20);

/** Open incidents, the newest first. */
export const openChatIncidents = (db: Db, pageId: string) =>
  incidentsWhere(db, pageId, isNull(incident.resolvedAt));

/** By the beginning of the id, which has only lowercase letters and digits. */
export const chatIncidentsById = (db: Db, pageId: string, id: string) =>
  incidentsWhere(db, pageId, like(incident.id, `${id}%`));

/** The incident whose channel it is. */
export const chatIncidentsOfChannel = (
  db: Db,
  pageId: string,
  { teamId, channelId }: { teamId: string; channelId: string },
) =>
  incidentsWhere(
    db,
    pageId,
    and(eq(incidentChannel.teamId, teamId), eq(incidentChannel.channelId, channelId)),
  );
