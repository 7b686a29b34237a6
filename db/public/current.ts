import {
  type AnyColumn,
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNull,
  ne,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Audience, IncidentKind } from '../../api/domain/incident/incident.ts';
import {
  allAudiences,
  type PageScope,
  readers,
  type SnapshotAudience,
} from '../../api/domain/page/scope.ts';
import { type Component, componentsOnPage } from '../component/component.ts';
import { namedInPieces } from '../component/named.ts';
import { eventfulIntervalsOf, type UptimeRows, uptimeQueries } from '../component/uptime.ts';
import { type Db, isFar } from '../engine/client.ts';
import { type Reads, readsOf } from '../engine/write.ts';
import { assemble, type IncidentRecord, timelineQueries } from '../incident/timeline.ts';
import { publicSeries, type Series } from '../maintenance/maintenance.ts';
import type { Page } from '../page/page.ts';
import { incident, incidentUpdate, page } from '../schema/index.ts';
import { type NamedMetric, namedMetrics } from './metric.ts';

/**
 * Reads what a reader may see, and nothing else: every query names the audience, and an unknown
 * audience finds no rows. Code for readers queries by this folder only.
 */
export const visibleAudiences: Record<SnapshotAudience, Audience[]> = {
  public: [readers],
  internal: allAudiences,
};

/** Leaves out incidents without updates: clients of the JSON read the newest one unchecked. */
export const visibleOnly = (records: IncidentRecord[]): IncidentRecord[] =>
  records.filter((record) => record.updates.length > 0);

/** Written out so that one index of page, audience, kind and start serves queries for all kinds. */
const anyKind = inArray(incident.kind, ['incident', 'maintenance']);

export type PublicRows = {
  page: Page;
  components: Component[];
  incidents: IncidentRecord[];
  /** Incidents that began per quarter of an hour. In every zone, a day begins with a quarter. */
  starts: { quarter: number; incidents: number }[];
  uptime: UptimeRows;
  /** Repeating maintenances, newest first. */
  series: Series[];
  /** Metrics whose charts are shown. */
  metrics: NamedMetric[];
};

/** How many of each kind are read, beside those that were last written on. */
export const NEWEST = 75;
export const LAST_WRITTEN = 50;

/** What `publicReads` reads: of one page, or of one that SQL finds. */
export type ReadScope = { pageId: string | SQL; audience: SnapshotAudience };

/**
 * One round trip, one consistent state: the page, open and recent incidents, counts of incidents
 * since `since`, and the input of uptime. The size does not depend on how busy the page is. Limited
 * lists leave out the incident `except`, so that it can be put where a change would move it.
 */
export function publicReads(
  db: Db,
  { pageId, audience }: ReadScope,
  since: number,
  uptime: { from: number; to: number },
  except?: string,
): Reads<PublicRows | null> {
  const own = reportedOn(pageId, audience);
  const isRecent = and(own, anyKind, gte(incident.startedAt, since));
  const others = except ? ne(incident.id, except) : undefined;
  const first = (most: number, by: AnyColumn, which: SQL | undefined) =>
    sql`select id from (select ${incident.id} as id from ${incident} where ${and(which, others)} order by ${desc(by)}, ${desc(incident.id)} limit ${most})`;
  const newest = (kind: IncidentKind) =>
    first(NEWEST, incident.startedAt, and(own, eq(incident.kind, kind)));
  const ids = sql`(
    select ${incident.id} from ${incident} where ${and(eq(incident.pageId, pageId), isNull(incident.resolvedAt))}
    union ${newest('incident')} union ${newest('maintenance')}
    union ${first(LAST_WRITTEN, incident.updatedAt, isRecent)})`;
  const quarter = sql<number>`cast(${incident.startedAt} / 900000 as integer) * 900000`;
  return readsOf(
    [
      db.select().from(page).where(eq(page.id, pageId)),
      componentsOnPage(db, pageId),
      db
        .select({ quarter, incidents: count() })
        .from(incident)
        .where(and(isRecent, eq(incident.kind, 'incident')))
        .groupBy(quarter),
      publicSeries(db, pageId, visibleAudiences[audience], since),
      namedMetrics(db, pageId),
      ...uptimeQueries(db, pageId, visibleAudiences[audience], uptime, { except }),
      ...timelineQueries(db, visibleAudiences[audience], sql`${incident.id} in ${ids}`),
    ],
    ([pages, components, starts, series, metrics, records, intervals, named, ...rest]) => {
      const [page] = pages;
      const incidents = visibleOnly(assemble(...rest));
      return page
        ? {
            ...{ page, components, starts, incidents, series, metrics },
            uptime: { records, intervals, named },
          }
        : null;
    },
  );
}

/** Uptime input with the incidents this audience may see. A file is read in small steps, a server at once. */
export async function publicUptime(
  db: Db,
  { pageId, audience }: PageScope,
  span: { from: number; to: number },
  piece: <T>(query: () => Promise<T>) => Promise<T>,
): Promise<UptimeRows> {
  const audiences = visibleAudiences[audience];
  const [recordsOf, all, namedIn] = uptimeQueries(db, pageId, audiences, span);
  if (isFar(db)) {
    const [records, intervals, named] = await piece(() => db.batch([recordsOf, all, namedIn]));
    return { records, intervals, named };
  }
  const records = await piece(() => recordsOf);
  const intervals: UptimeRows['intervals'] = [];
  for (const { id } of records)
    for (let skip = 0; ; skip += AT_ONCE) {
      const some = await piece(() => eventfulIntervalsOf(db, id, span, { skip, most: AT_ONCE }));
      intervals.push(...some);
      if (some.length < AT_ONCE) break;
    }
  const named = await namedInPieces(db, pageId, audiences, span, piece);
  return { records, intervals, named };
}

/** Rows per step. */
const AT_ONCE = 500;

/** For incidents found by id: with an index of the page, SQLite would read all of its incidents. */
export const onPageById = (pageId: string): SQL => sql`+${incident.pageId} = ${pageId}`;

/** What this audience may see, and has an update about. */
export const reportedOn = (
  pageId: string | SQL,
  audience: SnapshotAudience,
  isOnPage: SQL = eq(incident.pageId, pageId),
) =>
  and(
    isOnPage,
    inArray(incident.audience, visibleAudiences[audience]),
    sql`exists (select 1 from ${incidentUpdate} where ${incidentUpdate.incidentId} = ${incident.id}
      and ${inArray(incidentUpdate.audience, visibleAudiences[audience])})`,
  );
