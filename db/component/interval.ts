import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, or, sql } from 'drizzle-orm';
import { insertRows } from '../engine/bulk.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { component, componentInterval } from '../schema/index.ts';
import type { Component } from './component.ts';

export type Interval = typeof componentInterval.$inferSelect;

/** Intervals of these components that last beyond `at`, in order. */
export const intervalsAfter = (db: Db, componentIds: readonly string[], at: number) =>
  db
    .select()
    .from(componentInterval)
    .where(
      and(
        inArray(componentInterval.componentId, [...componentIds]),
        or(isNull(componentInterval.toAt), gt(componentInterval.toAt, at)),
      ),
    )
    .orderBy(asc(componentInterval.fromAt));

/** The start of the record; null when nothing was recorded. */
export async function recordedFrom(db: Db, componentId: string): Promise<number | null> {
  const [first] = await db
    .select({ at: componentInterval.fromAt })
    .from(componentInterval)
    .where(eq(componentInterval.componentId, componentId))
    .orderBy(asc(componentInterval.fromAt))
    .limit(1);
  return first?.at ?? null;
}

/** Intervals that were not operational, or were corrected: the newest before `before` first. */
export const eventfulIntervals = (
  db: Db,
  componentId: string,
  before: number,
  most: number,
): Promise<Interval[]> =>
  db
    .select()
    .from(componentInterval)
    .where(
      and(
        eq(componentInterval.componentId, componentId),
        lt(componentInterval.fromAt, before),
        or(ne(componentInterval.status, 'operational'), isNotNull(componentInterval.correctedAt)),
      ),
    )
    .orderBy(desc(componentInterval.fromAt))
    .limit(most);

/**
 * Replaces the stored intervals by the wanted ones. Fails the whole batch when they changed since
 * they were read.
 */
export function rewriteIntervals(
  db: Db,
  { id, revision }: Pick<Component, 'id' | 'revision'>,
  stored: readonly Interval[],
  wanted: readonly Interval[],
): Statement[] {
  const running = stored.find((row) => row.toAt === null)?.id ?? null;
  const asRead = sql`${component.revision} = ${revision} and (select ${componentInterval.id} from ${componentInterval}
    where ${componentInterval.componentId} = ${id} and ${componentInterval.toAt} is null) is ${running}`;
  const wantedIds = new Set(wanted.map((row) => row.id));
  const gone = stored.filter((row) => !wantedIds.has(row.id)).map((row) => row.id);
  const known = new Map(stored.map((row) => [row.id, row]));
  return [
    db
      .update(component)
      .set({ revision: sql`case when ${asRead} then ${component.revision} + 1 end` })
      .where(eq(component.id, id)),
    ...gone.map((row) => db.delete(componentInterval).where(eq(componentInterval.id, row))),
    ...wanted
      .filter(
        (row) => known.has(row.id) && JSON.stringify(known.get(row.id)) !== JSON.stringify(row),
      )
      .map(({ id, ...row }) =>
        db.update(componentInterval).set(row).where(eq(componentInterval.id, id)),
      ),
    ...insertRows(
      db,
      componentInterval,
      wanted.filter((row) => !known.has(row.id)),
    ),
  ];
}
