import { and, asc, desc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { drill, drillStep, incident, type MailText, page } from '../schema/index.ts';

export type DrillRow = typeof drill.$inferSelect;
export type DrillStepRow = typeof drillStep.$inferSelect;

export const insertDrill = (
  db: Db,
  row: typeof drill.$inferInsert,
  steps: readonly (typeof drillStep.$inferInsert)[],
): Statement[] => [
  db.insert(drill).values(row),
  ...steps.map((step) => db.insert(drillStep).values(step)),
];

const withIncident = (db: Db) =>
  db.select({ drill, incident }).from(drill).innerJoin(incident, eq(incident.id, drill.incidentId));

const MAX = 100;

/** The drills of a page with their incidents, newest first. */
export const listDrills = (db: Db, pageId: string) =>
  withIncident(db)
    .where(eq(drill.pageId, pageId))
    .orderBy(desc(drill.startedAt), desc(drill.incidentId))
    .limit(MAX);

export async function findDrill(db: Db, pageId: string, incidentId: string) {
  const [row] = await withIncident(db).where(
    and(eq(drill.pageId, pageId), eq(drill.incidentId, incidentId)),
  );
  return row ?? null;
}

export const listDrillSteps = (db: Db, incidentId: string): Promise<DrillStepRow[]> =>
  db
    .select()
    .from(drillStep)
    .where(eq(drillStep.incidentId, incidentId))
    .orderBy(asc(drillStep.position));

/** Steps that are due in drills that are not over, oldest first. */
export const dueDrillSteps = (db: Db, now: number) =>
  db
    .select({
      step: drillStep,
      participants: drill.participants,
      incident: { id: incident.id, name: incident.name },
      page: { id: page.id, name: page.name, logo: page.logo, accent: page.accent },
      baseUrl: page.baseUrl,
    })
    .from(drillStep)
    .innerJoin(drill, eq(drill.incidentId, drillStep.incidentId))
    .innerJoin(incident, eq(incident.id, drill.incidentId))
    .innerJoin(page, eq(page.id, drill.pageId))
    .where(and(isNull(drillStep.playedAt), lte(drillStep.dueAt, now), isNull(incident.resolvedAt)))
    .orderBy(asc(drillStep.dueAt), asc(drillStep.position));

/** The step's event and mails are in the same batch. Their ids are derived, so each is stored once. */
export const markStepPlayed = (id: string, at: number): Statement =>
  plain(sql`update drill_step set played_at = ${at} where id = ${id} and played_at is null`);

/** Adds it to the team's timeline; no effect where it exists. */
export const insertStepEvent = (row: {
  id: string;
  pageId: string;
  incidentId: string;
  kind: string;
  text: string;
  author: string;
  at: number;
}): Statement =>
  plain(sql`insert into incident_event (id, page_id, incident_id, kind, text, author, at, original_at, pinned, created_at)
    values (${row.id}, ${row.pageId}, ${row.incidentId}, ${row.kind}, ${row.text}, ${row.author}, ${row.at}, ${row.at}, 0, ${row.at})
    on conflict do nothing`);

export const insertDrillStepMail = (
  mail: { id: string; pageId: string; to: string } & MailText,
  now: number,
): Statement =>
  plain(sql`insert into letter (id, page_id, kind, "to", sender_name, subject, html, text, state, due_at, created_at)
    values (${mail.id}, ${mail.pageId}, 'drill', ${mail.to}, ${mail.senderName}, ${mail.subject},
      ${mail.html}, ${mail.text}, 'ready', ${dbNow}, ${now})
    on conflict do nothing`);

/** Ends the incident of a drill where it is still open, without an update. */
export const stopDrill = (
  incidentId: string,
  { at, by }: { at: number; by: string },
): Statement[] => [
  plain(sql`update drill set stopped_by = ${by} where incident_id = ${incidentId} and stopped_by is null
    and exists (select 1 from incident where id = ${incidentId} and resolved_at is null)`),
  plain(sql`update incident set state = 'resolved', resolved_at = ${at}, next_update_by = null,
      updated_at = ${at}, revision = revision + 1
    where id = ${incidentId} and drill = 1 and resolved_at is null`),
];
