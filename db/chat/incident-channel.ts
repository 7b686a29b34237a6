import { and, asc, desc, eq, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { type Statement, write } from '../engine/write.ts';
import { isUnrestricted } from '../incident/reader.ts';
import { chatCommands, incident, incidentChannel, page } from '../schema/index.ts';

export type IncidentChannel = typeof incidentChannel.$inferSelect;

const incidentFacts = {
  id: incident.id,
  pageId: incident.pageId,
  name: incident.name,
  state: incident.state,
  severity: incident.severity,
  nextUpdateBy: incident.nextUpdateBy,
  leadId: incident.leadId,
  commanderId: incident.commanderId,
  createdAt: incident.createdAt,
  resolvedAt: incident.resolvedAt,
  zone: page.timeZone,
  baseUrl: page.baseUrl,
  template: chatCommands.channelName,
};

const factsOf = (db: Db) =>
  db
    .select({ incident: incidentFacts, channel: incidentChannel })
    .from(incident)
    .innerJoin(page, eq(page.id, incident.pageId))
    .innerJoin(chatCommands, eq(chatCommands.pageId, incident.pageId))
    .leftJoin(incidentChannel, eq(incidentChannel.incidentId, incident.id));

/** An incident with its channel, if it has one. */
export type ChannelFacts = Awaited<ReturnType<typeof channelsDue>>[number];

/**
 * Incidents whose channel is to be made or to be looked at: open ones, and those that ended since.
 * Restricted incidents and drills have none.
 */
export const channelsDue = (db: Db, now: number) =>
  factsOf(db)
    .where(
      and(
        eq(incident.kind, 'incident'),
        isUnrestricted,
        or(
          and(
            isNull(incidentChannel.incidentId),
            isNull(incident.resolvedAt),
            eq(incident.drill, false),
            eq(chatCommands.makesChannels, true),
            sql`${incident.createdAt} >= ${chatCommands.makesChannelsSince}`,
          ),
          and(
            lte(incidentChannel.dueAt, now),
            or(isNull(incident.resolvedAt), eq(incidentChannel.state, 'open')),
          ),
        ),
      ),
    )
    .orderBy(asc(incident.createdAt))
    .limit(50);

export async function channelFacts(db: Db, incidentId: string): Promise<ChannelFacts | null> {
  const [row] = await factsOf(db).where(and(eq(incident.id, incidentId), isUnrestricted));
  return row ?? null;
}

/** True for the one process that may work on it until `until`. */
export async function claimChannel(
  db: Db,
  row: typeof incidentChannel.$inferInsert,
  seen: IncidentChannel | null,
): Promise<boolean> {
  const { dueAt, incidentId } = row;
  const statement = seen
    ? db
        .update(incidentChannel)
        .set({ dueAt })
        .where(
          and(eq(incidentChannel.incidentId, incidentId), eq(incidentChannel.dueAt, seen.dueAt)),
        )
    : db.insert(incidentChannel).values(row).onConflictDoNothing();
  const [result] = await write(db, [statement]);
  return result?.rowsAffected === 1;
}

export const updateChannel = (
  db: Db,
  incidentId: string,
  changes: Partial<IncidentChannel>,
): Statement =>
  db.update(incidentChannel).set(changes).where(eq(incidentChannel.incidentId, incidentId));

/** The newest trouble with a channel of an open incident. */
export async function newestChannelProblem(db: Db, pageId: string): Promise<string | null> {
  const [row] = await db
    .select({ problem: incidentChannel.problem })
    .from(incidentChannel)
    .innerJoin(incident, eq(incident.id, incidentChannel.incidentId))
    .where(
      and(
        eq(incidentChannel.pageId, pageId),
        isNull(incident.resolvedAt),
        isNotNull(incidentChannel.problem),
      ),
    )
    .orderBy(desc(incidentChannel.createdAt))
    .limit(1);
  return row?.problem ?? null;
}
