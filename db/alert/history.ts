import { and, eq, gte, isNull, min, or, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { incident, incidentComponent, incidentUpdate } from '../schema/index.ts';

/** When components were under maintenance since `since`: from the first update that said so. */
export async function maintenanceTimes(
  db: Db,
  pageId: string,
  since: number,
): Promise<{ componentId: string; from: number; to: number | null }[]> {
  const begun = db
    .select({ id: incidentUpdate.incidentId, from: min(incidentUpdate.createdAt).as('begun') })
    .from(incidentUpdate)
    .where(and(eq(incidentUpdate.pageId, pageId), eq(incidentUpdate.state, 'in_progress')))
    .groupBy(incidentUpdate.incidentId)
    .as('begun_at');
  const rows = await db
    .select({
      componentId: incidentComponent.componentId,
      from: begun.from,
      to: incident.resolvedAt,
    })
    .from(incident)
    .innerJoin(begun, eq(begun.id, incident.id))
    .innerJoin(incidentComponent, eq(incidentComponent.incidentId, incident.id))
    .where(
      and(
        eq(incident.pageId, pageId),
        eq(incident.kind, 'maintenance'),
        eq(incident.drill, false),
        or(isNull(incident.resolvedAt), gte(incident.resolvedAt, since)),
      ),
    )
    .orderBy(sql`3`);
  return rows.flatMap((row) => (row.from === null ? [] : [{ ...row, from: row.from }]));
}
