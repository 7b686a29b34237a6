import { and, asc, desc, eq, inArray, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { Db } from '../engine/client.ts';
import { prepared } from '../engine/prepared.ts';
import { plain, type Statement } from '../engine/write.ts';
import { incident, incidentReader, incidentUpdate, user } from '../schema/index.ts';

/** Incidents that are not restricted, whoever asks. */
export const isUnrestricted = ne(incident.audience, 'restricted');

/** The same, and the restricted ones that name this person. */
export const mayRead = (personId: string | null): SQL | undefined =>
  personId === null
    ? isUnrestricted
    : or(
        isUnrestricted,
        sql`exists (select 1 from ${incidentReader} where ${incidentReader.incidentId} = ${incident.id}
          and ${incidentReader.userId} = ${personId})`,
      );

/** Who may read an incident; null where there is none. Only a restricted one has names. */
export async function findAccess(
  db: Db,
  pageId: string,
  id: string,
): Promise<{ audience: Audience; people: string[]; drill: boolean } | null> {
  const [row] = await accessQuery(db, pageId, id);
  return row
    ? { audience: row.audience, people: JSON.parse(row.people) as string[], drill: row.drill }
    : null;
}

/** For one batch, so that `findAccess` need not query. */
export const accessQuery = prepared((db, pageId: string, id: string) =>
  db
    .select({
      audience: incident.audience,
      drill: incident.drill,
      people: sql<string>`(select json_group_array(r.user_id) from incident_reader r
        where r.incident_id = ${incident.id})`,
    })
    .from(incident)
    .where(and(eq(incident.id, id), eq(incident.pageId, pageId))),
);

/** Restricted incidents without their titles, newest first, for owners who name people. */
export const listRestricted = (db: Db, pageId: string) =>
  db
    .select({ id: incident.id, createdAt: incident.createdAt, resolvedAt: incident.resolvedAt })
    .from(incident)
    .where(and(eq(incident.pageId, pageId), eq(incident.audience, 'restricted')))
    .orderBy(desc(incident.createdAt))
    .limit(200);

/** Open restricted incidents that do not name this person: how many, and nothing else. */
export async function countUnreadable(db: Db, pageId: string, personId: string): Promise<number> {
  const isOfPage = and(eq(incident.pageId, pageId), eq(incident.audience, 'restricted'));
  const isHidden = sql`not exists (select 1 from ${incidentReader}
    where ${incidentReader.incidentId} = ${incident.id} and ${incidentReader.userId} = ${personId})`;
  return db.$count(incident, and(isOfPage, isNull(incident.resolvedAt), isHidden));
}

export const listReaders = (db: Db, incidentIds: readonly string[]) =>
  db
    .select({
      incidentId: incidentReader.incidentId,
      id: user.id,
      name: user.name,
      addedBy: incidentReader.addedBy,
    })
    .from(incidentReader)
    .innerJoin(user, eq(user.id, incidentReader.userId))
    .where(inArray(incidentReader.incidentId, [...incidentIds]))
    .orderBy(asc(user.name));

export const insertReader = (db: Db, row: typeof incidentReader.$inferInsert): Statement =>
  db.insert(incidentReader).values(row).onConflictDoNothing();

export const deleteReaders = (db: Db, incidentId: string, userIds: readonly string[]): Statement =>
  db
    .delete(incidentReader)
    .where(
      and(eq(incidentReader.incidentId, incidentId), inArray(incidentReader.userId, [...userIds])),
    );

/** Lifts the restriction, or sets it: of the incident and of the updates that are not public. */
export const setAudience = (
  db: Db,
  id: string,
  audience: Exclude<Audience, 'public'>,
): Statement[] => [
  db.update(incident).set({ audience }).where(eq(incident.id, id)),
  db
    .update(incidentUpdate)
    .set({ audience })
    .where(and(eq(incidentUpdate.incidentId, id), ne(incidentUpdate.audience, 'public'))),
];

/**
 * Takes the texts of an incident out of the audit log, which every owner reads. The severity stays:
 * the team's timeline shows its changes.
 */
export const redactAudit = (id: string): Statement => {
  const redacted = (column: 'before' | 'after') =>
    sql.raw(`${column} = case when ${column} is null then null
      when json_type(${column}, '$.severity') is null then '{}'
      else json_object('severity', json_extract(${column}, '$.severity')) end`);
  return plain(sql`update audit set ${redacted('before')}, ${redacted('after')}
    where (subject in ('incident', 'room') and subject_id = ${id})
      or (subject = 'incident_update'
        and subject_id in (select id from incident_update where incident_id = ${id}))
      or (subject = 'runbook_run'
        and subject_id in (select id from runbook_run where incident_id = ${id}))
      or (subject = 'draft'
        and subject_id in (select id from draft where coalesce(incident_id, published_as) = ${id}))`);
};

/** The title for a mail to the team, which more people can open than a restricted incident names. */
export const titleInMail = sql<string>`case when ${incident.audience} = 'restricted'
  then 'Restricted incident' else ${incident.name} end`;
