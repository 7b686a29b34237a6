import { and, desc, eq } from 'drizzle-orm';
import type { HandoverState } from '../../api/domain/handover/handover.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { incidentHandover, incidentTimer } from '../schema/index.ts';

export type HandoverRow = typeof incidentHandover.$inferSelect;

/** The hand-overs of an incident, newest first. */
export const listHandovers = (db: Db, incidentId: string): Promise<HandoverRow[]> =>
  db
    .select()
    .from(incidentHandover)
    .where(eq(incidentHandover.incidentId, incidentId))
    .orderBy(desc(incidentHandover.createdAt), desc(incidentHandover.id));

export async function findHandover(
  db: Db,
  { pageId, incidentId }: { pageId: string; incidentId: string },
  id: string,
): Promise<HandoverRow | null> {
  const [row] = await db
    .select()
    .from(incidentHandover)
    .where(
      and(
        eq(incidentHandover.pageId, pageId),
        eq(incidentHandover.incidentId, incidentId),
        eq(incidentHandover.id, id),
      ),
    );
  return row ?? null;
}

export const insertHandover = (db: Db, row: typeof incidentHandover.$inferInsert): Statement =>
  db.insert(incidentHandover).values(row);

/** Only one that is still offered. */
export const endHandover = (
  db: Db,
  id: string,
  end: { state: HandoverState; endedAt: number; endedBy: string },
): Statement =>
  db
    .update(incidentHandover)
    .set(end)
    .where(and(eq(incidentHandover.id, id), eq(incidentHandover.state, 'offered')));

/** Timers that run under this name go on under the other. */
export const moveTimers = (
  db: Db,
  incidentId: string,
  { from, to }: { from: string; to: string },
): Statement =>
  db
    .update(incidentTimer)
    .set({ owner: to })
    .where(
      and(
        eq(incidentTimer.incidentId, incidentId),
        eq(incidentTimer.state, 'running'),
        eq(incidentTimer.owner, from),
      ),
    );
