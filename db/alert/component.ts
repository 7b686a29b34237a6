import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { isUnrestricted } from '../incident/reader.ts';
import {
  component,
  componentInterval,
  incident,
  incidentComponent,
  incidentUpdate,
} from '../schema/index.ts';

/** What rules know of a component: its status now, and what set it. */
export type RuledComponent = Awaited<ReturnType<typeof ruledComponents>>[number];

/** Components that are not archived, without groups. `incidentId`: whose update set the status. */
export const ruledComponents = (db: Db, pageId: string, ids: readonly string[]) =>
  db
    .select({
      id: component.id,
      name: component.name,
      status: component.status,
      revision: component.revision,
      cause: componentInterval.cause,
      incidentId: incidentUpdate.incidentId,
    })
    .from(component)
    .leftJoin(
      componentInterval,
      and(eq(componentInterval.componentId, component.id), isNull(componentInterval.toAt)),
    )
    .leftJoin(incidentUpdate, eq(incidentUpdate.id, componentInterval.updateId))
    .where(
      and(
        eq(component.pageId, pageId),
        eq(component.group, false),
        isNull(component.archivedAt),
        inArray(component.id, [...ids]),
      ),
    );

/** Open incidents that affect one of these components; without any, all open ones. No drills, and none that is restricted. */
export async function openIncidentsOn(
  db: Db,
  pageId: string,
  componentIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: incident.id, startedAt: incident.startedAt })
    .from(incident)
    .leftJoin(incidentComponent, eq(incidentComponent.incidentId, incident.id))
    .where(
      and(
        eq(incident.pageId, pageId),
        eq(incident.kind, 'incident'),
        eq(incident.drill, false),
        isNull(incident.resolvedAt),
        isUnrestricted,
        componentIds.length > 0
          ? inArray(incidentComponent.componentId, [...componentIds])
          : undefined,
      ),
    )
    .orderBy(incident.startedAt)
    .limit(10);
  return rows.map(({ id }) => id);
}
