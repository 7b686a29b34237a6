import { and, desc, eq, inArray, notInArray, or, type SQL, sql } from 'drizzle-orm';
import {
  closingStates,
  happensAt,
  type IncidentKind,
  isClosed,
} from '../../api/domain/incident/incident.ts';
import { everyAudience } from '../../api/domain/page/scope.ts';
import type { Db } from '../engine/client.ts';
import { preparedAll } from '../engine/prepared.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { componentChange, incident, incidentComponent, incidentUpdate } from '../schema/index.ts';
import { isUnrestricted, mayRead } from './reader.ts';
import {
  assemble,
  type Incident,
  type IncidentRecord,
  type IncidentUpdate,
  timelineQueries,
  timelines,
} from './timeline.ts';

export async function findIncident(
  db: Db,
  pageId: string,
  id: string,
): Promise<IncidentRecord | null> {
  const [record] = assemble(...(await db.batch(incidentQueries(db, pageId, id))));
  return record ?? null;
}

/** For one batch, so that `findIncident` need not query. */
export const incidentQueries = preparedAll((db, pageId: string, id: string) =>
  timelineQueries(db, everyAudience, and(eq(incident.id, id), eq(incident.pageId, pageId))),
);

export type IncidentFilter =
  | 'all'
  | 'open'
  | 'unresolved'
  | 'scheduled'
  | 'upcoming'
  | 'active_maintenance';

const filters: Record<IncidentFilter, SQL | undefined> = {
  all: undefined,
  open: notInArray(incident.state, [...closingStates]),
  unresolved: and(
    eq(incident.kind, 'incident'),
    inArray(incident.state, ['investigating', 'identified', 'monitoring']),
  ),
  scheduled: and(eq(incident.kind, 'maintenance'), eq(incident.state, 'scheduled')),
  upcoming: and(eq(incident.kind, 'maintenance'), eq(incident.state, 'scheduled')),
  active_maintenance: and(
    eq(incident.kind, 'maintenance'),
    inArray(incident.state, ['in_progress', 'verifying']),
  ),
};

/**
 * Newest first, or with `soonestFirst` what is planned or under way by its start, then the rest. `page`
 * is 1-based. With `peek`, one more row shows whether there is a next page.
 */
export async function listIncidents(
  db: Db,
  pageId: string,
  query: {
    filter?: IncidentFilter;
    kind?: IncidentKind;
    q?: string;
    limit?: number;
    page?: number;
    peek?: boolean;
    /** Whose restricted incidents are listed too. */
    personId?: string | null;
    soonestFirst?: boolean;
    /** With drills, which are no incidents to anybody else. */
    drills?: boolean;
  } = {},
): Promise<IncidentRecord[]> {
  const limit = query.limit ?? 100;
  const chosen = db
    .select({ id: incident.id })
    .from(incident)
    .where(
      and(
        eq(incident.pageId, pageId),
        mayRead(query.personId ?? null),
        query.drills ? undefined : eq(incident.drill, false),
        filters[query.filter ?? 'all'],
        query.kind ? eq(incident.kind, query.kind) : undefined,
        query.q ? nameOrBodyContains(query.q) : undefined,
      ),
    )
    .orderBy(
      ...(query.soonestFirst ? [openWorkStart] : []),
      desc(incident.startedAt),
      desc(incident.id),
    )
    .limit(query.peek ? limit + 1 : limit)
    .offset(((query.page ?? 1) - 1) * limit);
  const found = await timelines(db, everyAudience, inArray(incident.id, chosen));
  if (!query.soonestFirst) return found;
  const start = (one: IncidentRecord) =>
    isClosed(one.state) ? Number.POSITIVE_INFINITY : happensAt(one);
  return found.toSorted((a, b) => (start(a) === start(b) ? 0 : start(a) - start(b)));
}

/** When planned work that is not over begins; work that is over comes last. */
const openWorkStart = sql`case when ${eq(incident.state, 'completed')} then 9e15
  else coalesce(${incident.scheduledFor}, ${incident.startedAt}) end`;

/** Planned work that is still to come, or under way. */
export async function openWorks(db: Db, pageId: string): Promise<IncidentRecord[]> {
  const filters = ['upcoming', 'active_maintenance'] as const;
  return (await Promise.all(filters.map((filter) => listIncidents(db, pageId, { filter })))).flat();
}

function nameOrBodyContains(text: string): SQL | undefined {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return or(
    sql`${incident.name} like ${pattern} escape '\\'`,
    sql`exists (select 1 from ${incidentUpdate} where ${incidentUpdate.incidentId} = ${incident.id}
        and ${incidentUpdate.body} like ${pattern} escape '\\')`,
  );
}

export const insertIncident = (db: Db, row: typeof incident.$inferInsert): Statement =>
  db.insert(incident).values(row);

/** Fails the whole batch unless the incident is still at revision `expected`. */
export const updateIncident = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Incident>,
): Statement =>
  db
    .update(incident)
    .set({ ...changes, revision: nextRevision(incident.revision, expected) })
    .where(eq(incident.id, id));

export const deleteIncident = (db: Db, id: string): Statement =>
  db.delete(incident).where(eq(incident.id, id));

export const insertUpdate = (db: Db, row: typeof incidentUpdate.$inferInsert): Statement =>
  db.insert(incidentUpdate).values(row);

export const updateText = (
  db: Db,
  id: string,
  changes: Pick<
    Partial<IncidentUpdate>,
    | 'body'
    | 'locale'
    | 'translations'
    | 'event'
    | 'displayAt'
    | 'correctedAt'
    | 'fields'
    | 'updatedAt'
  >,
): Statement => db.update(incidentUpdate).set(changes).where(eq(incidentUpdate.id, id));

export const insertChange = (db: Db, row: typeof componentChange.$inferInsert): Statement =>
  db.insert(componentChange).values(row);

export const attachComponent = (db: Db, incidentId: string, componentId: string): Statement =>
  db.insert(incidentComponent).values({ incidentId, componentId }).onConflictDoNothing();

export const detachComponents = (db: Db, incidentId: string): Statement =>
  db.delete(incidentComponent).where(eq(incidentComponent.incidentId, incidentId));

const LAST = 20;

/** The last published updates with their first words, in the order of writing. */
export const lastPublished = (db: Db, pageId: string) =>
  db
    .select({
      id: incident.id,
      at: incident.createdAt,
      name: incident.name,
      scheduledFor: incident.scheduledFor,
      body: incidentUpdate.body,
      author: incidentUpdate.author,
    })
    .from(incident)
    .innerJoin(incidentUpdate, eq(incidentUpdate.incidentId, incident.id))
    .where(and(eq(incident.pageId, pageId), isUnrestricted, eq(incidentUpdate.seq, 1)))
    .orderBy(sql`${incident}.rowid desc`)
    .limit(LAST);
