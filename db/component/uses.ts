import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { isTeamDraft } from '../draft/draft.ts';
import type { Db } from '../engine/client.ts';
import { isUnrestricted } from '../incident/reader.ts';
import { draft, incident, incidentComponent } from '../schema/index.ts';

/** Something that is not over yet and names a component. An untitled draft has an empty name. */
export type ComponentUse = {
  id: string;
  name: string;
  kind: 'incident' | 'maintenance' | 'draft';
};

/** Open incidents, open maintenances and drafts that name this component. */
export async function componentUses(
  db: Db,
  pageId: string,
  componentId: string,
): Promise<ComponentUse[]> {
  const [events, drafts] = await db.batch([
    db
      .select({ id: incident.id, name: incident.name, kind: incident.kind })
      .from(incident)
      .innerJoin(incidentComponent, eq(incidentComponent.incidentId, incident.id))
      .where(
        and(
          eq(incident.pageId, pageId),
          isUnrestricted,
          eq(incidentComponent.componentId, componentId),
          isNull(incident.resolvedAt),
        ),
      )
      .orderBy(desc(incident.startedAt), asc(incident.id)),
    db
      .select({ id: draft.id, values: draft.values, incidentName: incident.name })
      .from(draft)
      .leftJoin(incident, eq(incident.id, draft.incidentId))
      .where(
        and(
          eq(draft.pageId, pageId),
          inArray(draft.state, ['open', 'asked', 'scheduled']),
          isTeamDraft(),
          or(
            // A status of the incident's form, or a choice of the maintenance's.
            sql`json_extract(${draft.values}, ${`$."c.${componentId}"`}) is not null`,
            sql`exists (select 1 from json_each(${draft.values}, '$.components') as chosen
              where chosen.value = ${componentId})`,
          ),
        ),
      )
      .orderBy(desc(draft.updatedAt), asc(draft.id)),
  ]);
  return [
    ...events,
    ...drafts.map(({ id, values, incidentName }) => ({
      id,
      name: incidentName ?? String(values.name ?? '').trim(),
      kind: 'draft' as const,
    })),
  ];
}
