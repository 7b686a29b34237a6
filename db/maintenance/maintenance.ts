import {
  and,
  asc,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lte,
  ne,
  type SQL,
} from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import { MAX_SERIES_DURATION } from '../../api/domain/maintenance/recurrence.ts';
import { allAudiences } from '../../api/domain/page/scope.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { type IncidentRecord, timelines } from '../incident/timeline.ts';
import {
  componentInterval,
  incident,
  incidentComponent,
  maintenanceSeries,
} from '../schema/index.ts';

export type Series = typeof maintenanceSeries.$inferSelect;

/** Maintenances that are not over and begin by `by`. */
export const openMaintenances = (db: Db, by: number) =>
  db
    .select()
    .from(incident)
    .where(
      and(
        eq(incident.kind, 'maintenance'),
        isNull(incident.resolvedAt),
        isNotNull(incident.scheduledFor),
        lte(incident.scheduledFor, by),
      ),
    )
    .orderBy(asc(incident.scheduledFor), asc(incident.id))
    .limit(500);

/** When these components last changed their status; 0 without any. */
export async function lastTransition(db: Db, componentIds: string[]): Promise<number> {
  const rows = await db
    .select({ at: componentInterval.fromAt })
    .from(componentInterval)
    .where(
      and(inArray(componentInterval.componentId, componentIds), isNull(componentInterval.toAt)),
    );
  return Math.max(0, ...rows.map((row) => row.at));
}

export const insertSeries = (db: Db, row: typeof maintenanceSeries.$inferInsert): Statement =>
  db.insert(maintenanceSeries).values(row);

/** Fails the whole batch when another process has planned or ended the series meanwhile. */
export const updateSeries = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Series>,
): Statement =>
  db
    .update(maintenanceSeries)
    .set({ ...changes, revision: nextRevision(maintenanceSeries.revision, expected) })
    .where(eq(maintenanceSeries.id, id));

export const openSeries = (db: Db): Promise<Series[]> =>
  db.select().from(maintenanceSeries).where(isNull(maintenanceSeries.endedAt)).limit(100);

export async function findSeries(db: Db, pageId: string, id: string): Promise<Series | null> {
  const [row] = await db
    .select()
    .from(maintenanceSeries)
    .where(and(eq(maintenanceSeries.id, id), eq(maintenanceSeries.pageId, pageId)));
  return row ?? null;
}

/** The most series in a snapshot. */
const MAX_SERIES = 100;

/** Series with possible windows after `since` that these audiences may see. */
export const publicSeries = (db: Db, pageId: string | SQL, audiences: Audience[], since: number) =>
  db
    .select()
    .from(maintenanceSeries)
    .where(
      and(
        eq(maintenanceSeries.pageId, pageId),
        inArray(maintenanceSeries.audience, audiences),
        gte(maintenanceSeries.firstAt, since - MAX_SERIES_DURATION),
      ),
    )
    .orderBy(desc(maintenanceSeries.createdAt), desc(maintenanceSeries.id))
    .limit(MAX_SERIES);

/** Windows of one series that have not begun, the next one first. */
export const scheduledOf = (db: Db, seriesId: string) =>
  db
    .select({ id: incident.id, scheduledFor: incident.scheduledFor })
    .from(incident)
    .where(and(eq(incident.seriesId, seriesId), eq(incident.state, 'scheduled')))
    .orderBy(asc(incident.scheduledFor));

/** The same with their timelines, the earliest first. */
export async function waitingIn(
  db: Db,
  pageId: string,
  seriesId: string,
): Promise<IncidentRecord[]> {
  const found = await timelines(
    db,
    allAudiences,
    and(
      eq(incident.pageId, pageId),
      eq(incident.seriesId, seriesId),
      eq(incident.state, 'scheduled'),
    ),
  );
  return found.toSorted((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));
}

/** Components of another maintenance in progress. */
export async function componentsClaimed(
  db: Db,
  pageId: string,
  exceptId: string,
): Promise<Set<string>> {
  const rows = await db
    .select({ id: incidentComponent.componentId })
    .from(incidentComponent)
    .innerJoin(incident, eq(incident.id, incidentComponent.incidentId))
    .where(
      and(
        eq(incident.pageId, pageId),
        eq(incident.kind, 'maintenance'),
        ne(incident.id, exceptId),
        inArray(incident.state, ['in_progress', 'verifying']),
      ),
    );
  return new Set(rows.map((row) => row.id));
}
