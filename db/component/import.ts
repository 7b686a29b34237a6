import { and, eq, gt, inArray } from 'drizzle-orm';
import { allAudiences } from '../../api/domain/page/scope.ts';
import { chunksOf, insertRows } from '../engine/bulk.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { updateIncident } from '../incident/incident.ts';
import { type IncidentRecord, timelines } from '../incident/timeline.ts';
import {
  component,
  componentChange,
  componentInterval,
  incident,
  incidentComponent,
  incidentUpdate,
} from '../schema/index.ts';
import type { Component } from './component.ts';
import type { Interval } from './interval.ts';

export type { Interval };
export type ComponentRow = typeof component.$inferInsert;
export type IncidentRows = {
  row: typeof incident.$inferInsert;
  updates: {
    row: typeof incidentUpdate.$inferInsert;
    changes: (typeof componentChange.$inferInsert)[];
  }[];
  componentIds: string[];
};

const IDS = 1000;

async function byIds<T>(ids: readonly string[], find: (ids: string[]) => Promise<T[]>) {
  const found: T[] = [];
  for (const batch of chunksOf(ids, IDS)) found.push(...(await find(batch)));
  return found;
}

/** On any page, archived or not: ids are unique in the installation. */
export const componentsWithIds = (db: Db, ids: readonly string[]): Promise<Component[]> =>
  byIds(ids, (some) => db.select().from(component).where(inArray(component.id, some)));

export const incidentsWithIds = (db: Db, ids: readonly string[]): Promise<IncidentRecord[]> =>
  byIds(ids, (some) => timelines(db, allAudiences, inArray(incident.id, some)));

/** The incident of each of these updates. */
export const ownersOfUpdates = (db: Db, updateIds: readonly string[]) =>
  byIds(updateIds, (some) =>
    db
      .select({ id: incidentUpdate.id, incidentId: incidentUpdate.incidentId })
      .from(incidentUpdate)
      .where(inArray(incidentUpdate.id, some)),
  );

export const intervalsOf = (db: Db, componentIds: readonly string[]): Promise<Interval[]> =>
  byIds(componentIds, (some) =>
    db
      .select()
      .from(componentInterval)
      .where(inArray(componentInterval.componentId, some))
      .orderBy(componentInterval.fromAt),
  );

/** Status changes of these components in updates by this author. */
export const changesBy = (db: Db, author: string, componentIds: readonly string[]) =>
  byIds(componentIds, (some) =>
    db
      .select({
        componentId: componentChange.componentId,
        oldStatus: componentChange.oldStatus,
        newStatus: componentChange.newStatus,
        updateId: componentChange.updateId,
        incidentId: incidentUpdate.incidentId,
        at: incidentUpdate.displayAt,
      })
      .from(componentChange)
      .innerJoin(incidentUpdate, eq(incidentUpdate.id, componentChange.updateId))
      .where(and(inArray(componentChange.componentId, some), eq(incidentUpdate.author, author))),
  );

export const insertComponents = (db: Db, rows: readonly ComponentRow[]): Statement[] =>
  insertRows(db, component, rows);

/** How many components of the page have a record that begins later. */
export const countRecordedLater = (db: Db, pageId: string, since: number | null): Promise<number> =>
  db.$count(component, isRecordedLater(pageId, since));

export const recordSince = (db: Db, pageId: string, since: number | null): Statement =>
  db.update(component).set({ recordedSince: since }).where(isRecordedLater(pageId, since));

const isRecordedLater = (pageId: string, since: number | null) =>
  and(eq(component.pageId, pageId), gt(component.recordedSince, since ?? 0));

export const replaceComponent = (db: Db, { id, ...row }: ComponentRow): Statement =>
  db.update(component).set(row).where(eq(component.id, id));

export const insertIncidents = (db: Db, incidents: readonly IncidentRows[]): Statement[] => {
  const updates = incidents.flatMap((i) => i.updates);
  return [
    ...insertRows(
      db,
      incident,
      incidents.map((i) => i.row),
    ),
    ...insertRows(
      db,
      incidentUpdate,
      updates.map((u) => u.row),
    ),
    ...insertRows(
      db,
      componentChange,
      updates.flatMap((u) => u.changes),
    ),
    ...insertRows(
      db,
      incidentComponent,
      incidents.flatMap(({ row, componentIds }) =>
        componentIds.map((componentId) => ({ incidentId: row.id, componentId })),
      ),
    ),
  ];
};

/** Deletes incidents to be inserted again. Fails when somebody edited one of them meanwhile. */
export const clearIncidents = (db: Db, records: readonly IncidentRecord[]): Statement[] =>
  records.flatMap(({ id, revision }) => [
    updateIncident(db, id, revision, {}),
    db.delete(incident).where(eq(incident.id, id)),
  ]);

export const insertIntervals = (
  db: Db,
  rows: readonly (typeof componentInterval.$inferInsert)[],
): Statement[] => insertRows(db, componentInterval, rows);

export const deleteIntervals = (db: Db, ids: readonly string[]): Statement[] =>
  chunksOf(ids, IDS).map((some) =>
    db.delete(componentInterval).where(inArray(componentInterval.id, some)),
  );
