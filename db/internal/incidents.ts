import { and, asc, inArray } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { listIncidents } from '../incident/incident.ts';
import type { IncidentRecord } from '../incident/timeline.ts';
import type { InternalUpdateRow } from '../room/card.ts';
import { internalUpdate } from '../schema/index.ts';

/** How many incidents the page lists, beside those that are open. */
const NEWEST = 20;

/** Open and recent incidents that this person may read, newest first. */
export async function incidentsForInternalPage(
  db: Db,
  pageId: string,
  personId: string | null,
): Promise<IncidentRecord[]> {
  const [open, newest] = await Promise.all([
    listIncidents(db, pageId, { filter: 'unresolved', personId }),
    listIncidents(db, pageId, { kind: 'incident', limit: NEWEST, personId }),
  ]);
  const all = new Map([...open, ...newest].map((one) => [one.id, one]));
  return [...all.values()].toSorted((a, b) => b.startedAt - a.startedAt);
}

export const internalUpdatesOf = (
  db: Db,
  incidentIds: readonly string[],
): Promise<InternalUpdateRow[]> =>
  db
    .select()
    .from(internalUpdate)
    .where(and(inArray(internalUpdate.incidentId, [...incidentIds])))
    .orderBy(asc(internalUpdate.seq));
