import { and, asc, desc, eq, inArray, type SQL } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { Db } from '../engine/client.ts';
import { componentChange, incident, incidentComponent, incidentUpdate } from '../schema/index.ts';

export type Incident = typeof incident.$inferSelect;
export type IncidentUpdate = typeof incidentUpdate.$inferSelect;
type ComponentChange = typeof componentChange.$inferSelect;
/** An incident with everything that belongs to it; updates newest first. */
export type IncidentRecord = Incident & {
  updates: (IncidentUpdate & { changes: ComponentChange[] })[];
  componentIds: string[];
};

/**
 * Four queries for one batch: the incidents that `which` selects, with the updates that these
 * audiences may see.
 */
export function timelineQueries(db: Db, audiences: Audience[], which: SQL | undefined) {
  const visible = and(which, inArray(incident.audience, audiences));
  const visibleUpdates = inArray(incidentUpdate.audience, audiences);
  const chosen = db.select({ id: incident.id }).from(incident).where(visible);
  return [
    db.select().from(incident).where(visible).orderBy(desc(incident.startedAt), desc(incident.id)),
    db
      .select()
      .from(incidentUpdate)
      .where(and(inArray(incidentUpdate.incidentId, chosen), visibleUpdates))
      .orderBy(desc(incidentUpdate.displayAt), desc(incidentUpdate.seq)),
    db
      .select({ change: componentChange })
      .from(componentChange)
      .innerJoin(incidentUpdate, eq(incidentUpdate.id, componentChange.updateId))
      .where(and(inArray(incidentUpdate.incidentId, chosen), visibleUpdates))
      .orderBy(asc(componentChange.position)),
    db.select().from(incidentComponent).where(inArray(incidentComponent.incidentId, chosen)),
  ] as const;
}

/** Combines the results of `timelineQueries`, in their order. */
export function assemble(
  ...[incidents, updates, changes, affected]: [
    Incident[],
    IncidentUpdate[],
    { change: ComponentChange }[],
    (typeof incidentComponent.$inferSelect)[],
  ]
): IncidentRecord[] {
  const updatesOf = Map.groupBy(updates, (row) => row.incidentId);
  const changesOf = Map.groupBy(changes, (row) => row.change.updateId);
  const affectedOf = Map.groupBy(affected, (row) => row.incidentId);
  return incidents.map((row) => ({
    ...row,
    componentIds: (affectedOf.get(row.id) ?? []).map((a) => a.componentId),
    updates: (updatesOf.get(row.id) ?? []).map((update) => ({
      ...update,
      changes: (changesOf.get(update.id) ?? []).map((c) => c.change),
    })),
  }));
}

/** One round trip. */
export async function timelines(
  db: Db,
  audiences: Audience[],
  which: SQL | undefined,
): Promise<IncidentRecord[]> {
  return assemble(...(await db.batch(timelineQueries(db, audiences, which))));
}
