import { and, asc, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import { happensAt } from '../../api/domain/incident/incident.ts';
import type { PageScope } from '../../api/domain/page/scope.ts';
import type { Db } from '../engine/client.ts';
import { type IncidentRecord, timelines } from '../incident/timeline.ts';
import { incident } from '../schema/index.ts';
import { onPageById, reportedOn, visibleAudiences, visibleOnly } from './current.ts';
import { happened } from './search.ts';

/** The history that an audience may see, by when things happened. */

const inOrder = (records: IncidentRecord[]): IncidentRecord[] =>
  records.sort((a, b) => happensAt(b) - happensAt(a) || (a.id < b.id ? 1 : -1));

/** One incident of any age; null when this audience may not see it. */
export async function publicIncident(
  db: Db,
  { pageId, audience }: PageScope,
  id: string,
): Promise<IncidentRecord | null> {
  const only = and(eq(incident.id, id), eq(incident.pageId, pageId));
  const [found] = await timelines(db, visibleAudiences[audience], only);
  return found && found.updates.length > 0 ? found : null;
}

/** These incidents, newest first. */
export async function publicIncidents(
  db: Db,
  { pageId, audience }: PageScope,
  ids: readonly string[],
): Promise<IncidentRecord[]> {
  if (ids.length === 0) return [];
  const which = and(inArray(incident.id, [...ids]), onPageById(pageId));
  return inOrder(visibleOnly(await timelines(db, visibleAudiences[audience], which)));
}

/** Ids of what happened in `[from, to)`, newest first, after `skip`. */
export async function publicIdsBetween(
  db: Db,
  { pageId, audience }: PageScope,
  { from, to }: { from: number; to: number },
  { skip, most }: { skip: number; most: number },
): Promise<string[]> {
  const rows = await db
    .select({ id: incident.id })
    .from(incident)
    .where(and(reportedOn(pageId, audience), gte(happened, from), lt(happened, to)))
    .orderBy(desc(happened), desc(incident.id))
    .limit(most)
    .offset(skip);
  return rows.map(({ id }) => id);
}

/** Number of incidents in each of these ranges, which do not overlap. */
export async function publicCounts(
  db: Db,
  { pageId, audience }: PageScope,
  intervals: readonly { from: number; to: number }[],
): Promise<number[]> {
  const bounds = JSON.stringify(intervals.map(({ from, to }) => [from, to]));
  const [begin, end] = [sql`json_extract(value, '$[0]')`, sql`json_extract(value, '$[1]')`];
  const within = and(reportedOn(pageId, audience), gte(happened, begin), lt(happened, end));
  const rows = await db.all<{ n: number }>(
    sql`select (select count(*) from ${incident} where ${within}) as n from json_each(${bounds}) order by key`,
  );
  return rows.map(({ n }) => n);
}

/** When the last incident before `from` and the first one from `to` on happened. */
export async function publicStartsAround(
  db: Db,
  { pageId, audience }: PageScope,
  from: number,
  to: number,
): Promise<{ before: number | null; after: number | null }> {
  const isReported = reportedOn(pageId, audience);
  const nearest = (side: SQL, order: SQL) =>
    db.select({ at: happened }).from(incident).where(and(isReported, side)).orderBy(order).limit(1);
  const [[before], [after]] = await db.batch([
    nearest(lt(happened, from), desc(happened)),
    nearest(gte(happened, to), asc(happened)),
  ]);
  return { before: before?.at ?? null, after: after?.at ?? null };
}
