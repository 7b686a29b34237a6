import {
  and,
  asc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { Db } from '../engine/client.ts';
import { asking } from '../engine/write.ts';
import { component, componentInterval, incident, incidentComponent } from '../schema/index.ts';
import { type AffectingIncident, endedIn, isNameable, MAX_NAMED, namedWhere } from './named.ts';

/** Input of uptime between two instants. */
export type UptimeRows = {
  /**
   * The start of each component's record, null where nothing was recorded, and the time that an
   * import does not know.
   */
  records: { id: string; recordedFrom: number | null; recordedSince: number | null }[];
  /** Intervals that were not operational, or were corrected. */
  intervals: Pick<
    typeof componentInterval.$inferSelect,
    'componentId' | 'status' | 'fromAt' | 'toAt' | 'correctedAt' | 'note'
  >[];
  /** Incidents of that time and their components, newest first. */
  named: AffectingIncident[];
};

/**
 * Three queries for one batch. Their cost depends only on what happened in `[from, to)`; with
 * `only`, on that incident's components since it began. `except` names the closed incidents that
 * would be named without that one.
 */
export function uptimeQueries(
  db: Db,
  pageId: string | SQL,
  audiences: Audience[],
  { from, to }: { from: number; to: number },
  { only, except }: { only?: string; except?: string | undefined } = {},
) {
  const its = eq(componentInterval.componentId, component.id);
  const about = only
    ? inArray(
        component.id,
        db
          .select({ id: incidentComponent.componentId })
          .from(incidentComponent)
          .where(eq(incidentComponent.incidentId, only)),
      )
    : undefined;
  const shown = and(eq(component.pageId, pageId), isNull(component.archivedAt), about);
  const since = only
    ? sql`(select ${incident.startedAt} from ${incident} where ${incident.id} = ${only})`
    : undefined;
  // Intervals of one component do not overlap: of the earlier ones, only the last can reach in.
  const first = sql`coalesce((select max(earlier.from_at) from component_interval as earlier
    where earlier.component_id = ${component.id} and earlier.from_at <= ${from}), ${from})`;
  const { componentId, status, fromAt, toAt, correctedAt, note } = componentInterval;
  const here = eq(incident.pageId, pageId);
  const ended = endedIn({ from, to });
  const nameable = isNameable(audiences, { from, to });
  return [
    db
      .select({
        id: component.id,
        recordedSince: component.recordedSince,
        // The column is written out: in a query of a single table Drizzle leaves its table away, even in here.
        recordedFrom: sql<number | null>`(select min(earliest.from_at)
          from component_interval as earliest where earliest.component_id = component.id)`,
      })
      .from(component)
      .where(shown),
    db
      .select({ componentId, status, fromAt, toAt, correctedAt, note })
      .from(component)
      .innerJoin(componentInterval, and(its, gte(fromAt, first), lt(fromAt, to)))
      .where(
        and(
          shown,
          or(ne(status, 'operational'), isNotNull(correctedAt)),
          since && or(isNull(toAt), gte(toAt, since)),
        ),
      )
      .orderBy(asc(fromAt)),
    namedWhere(
      db,
      only
        ? and(eq(incident.id, only), or(isNull(incident.resolvedAt), ended), nameable)
        : and(
            sql`${incident.id} in (
              select ${incident.id} from ${incident} where ${and(here, isNull(incident.resolvedAt))}
              union select id from (
                select ${incident.id} as id from ${incident}
                where ${and(here, ended, nameable, except ? ne(incident.id, except) : undefined)}
                order by ${incident.resolvedAt} desc, ${incident.id} desc limit ${MAX_NAMED}))`,
            nameable,
          ),
    ),
  ] as const;
}

/** The same, read in one round trip. */
export async function readUptimeRows(
  db: Db,
  pageId: string,
  audiences: Audience[],
  span: { from: number; to: number },
): Promise<UptimeRows> {
  const [records, intervals, named] = await asking(db)(uptimeQueries(db, pageId, audiences, span));
  return { records, intervals, named };
}

/** Intervals of one component that were not operational, or were corrected: `most` of them, after `skip`. */
export const eventfulIntervalsOf = (
  db: Db,
  id: string,
  { from, to }: { from: number; to: number },
  { skip, most }: { skip: number; most: number },
): Promise<UptimeRows['intervals']> => {
  const { componentId, status, fromAt, toAt, correctedAt, note } = componentInterval;
  // Of the earlier intervals, only the last can reach in.
  const first = sql`coalesce((select max(earlier.from_at) from component_interval as earlier
    where earlier.component_id = ${id} and earlier.from_at <= ${from}), ${from})`;
  return db
    .select({ componentId, status, fromAt, toAt, correctedAt, note })
    .from(componentInterval)
    .where(
      and(
        eq(componentId, id),
        gte(fromAt, first),
        lt(fromAt, to),
        or(ne(status, 'operational'), isNotNull(correctedAt)),
      ),
    )
    .orderBy(asc(fromAt))
    .limit(most)
    .offset(skip);
};
