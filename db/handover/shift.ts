import { and, desc, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import {
  obligation,
  obligationStep,
  onCallSchedule,
  page,
  shiftCheckIn,
  shiftHandover,
} from '../schema/index.ts';

export type ShiftHandoverRow = typeof shiftHandover.$inferSelect;
export type ShiftCheckInRow = typeof shiftCheckIn.$inferSelect;

/** Pages where somebody is on call. */
export const pagesOnCall = (db: Db) =>
  db
    .selectDistinct({
      id: page.id,
      name: page.name,
      logo: page.logo,
      accent: page.accent,
      baseUrl: page.baseUrl,
      timeZone: page.timeZone,
    })
    .from(page)
    .innerJoin(onCallSchedule, eq(onCallSchedule.pageId, page.id))
    .where(isNull(onCallSchedule.archivedAt));

const MAX = 50;

/** The hand-overs of shifts of a page, newest first. */
export const listShiftHandovers = (db: Db, pageId: string): Promise<ShiftHandoverRow[]> =>
  db
    .select()
    .from(shiftHandover)
    .where(eq(shiftHandover.pageId, pageId))
    .orderBy(desc(shiftHandover.at), desc(shiftHandover.id))
    .limit(MAX);

export const shiftHandoversByIds = (db: Db, ids: readonly string[]): Promise<ShiftHandoverRow[]> =>
  db
    .select()
    .from(shiftHandover)
    .where(inArray(shiftHandover.id, [...ids]));

export async function findShiftHandover(
  db: Db,
  pageId: string,
  id: string,
): Promise<ShiftHandoverRow | null> {
  const [row] = await db
    .select()
    .from(shiftHandover)
    .where(and(eq(shiftHandover.pageId, pageId), eq(shiftHandover.id, id)));
  return row ?? null;
}

type Planned = typeof shiftHandover.$inferInsert;

/** Notes for a change in the future or the past. */
export const storeShiftNotes = (
  db: Db,
  row: Planned & { notes: string; notesBy: string },
): Statement =>
  db
    .insert(shiftHandover)
    .values(row)
    .onConflictDoUpdate({
      target: shiftHandover.id,
      set: { notes: row.notes, notesBy: row.notesBy },
    });

/** Opens the hand-over at the change of shifts. No effect where it is open already. */
export const openShiftHandover = (db: Db, row: Planned): Statement =>
  db
    .insert(shiftHandover)
    .values(row)
    .onConflictDoUpdate({
      target: shiftHandover.id,
      set: { state: 'open', fromIds: row.fromIds ?? [], toIds: row.toIds ?? [], until: row.until },
      setWhere: eq(shiftHandover.state, 'planned'),
    });

export const acceptShiftHandover = (
  db: Db,
  id: string,
  { at, by }: { at: number; by: string },
): Statement =>
  db
    .update(shiftHandover)
    .set({ state: 'accepted', acceptedAt: at, acceptedBy: by })
    .where(and(eq(shiftHandover.id, id), eq(shiftHandover.state, 'open')));

export const storeCheckIn = (db: Db, row: ShiftCheckInRow): Statement =>
  db
    .insert(shiftCheckIn)
    .values(row)
    .onConflictDoUpdate({
      target: [shiftCheckIn.handoverId, shiftCheckIn.userId],
      set: { load: row.load, nights: row.nights, line: row.line, createdAt: row.createdAt },
    });

export const listCheckIns = (db: Db, handoverId: string): Promise<ShiftCheckInRow[]> =>
  db.select().from(shiftCheckIn).where(eq(shiftCheckIn.handoverId, handoverId));

/** Check-ins of shifts that ended in a time, without the people and their lines. */
export const checkInsBetween = (
  db: Db,
  pageId: string,
  { from, to }: { from: number; to: number },
) =>
  db
    .select({ at: shiftHandover.at, load: shiftCheckIn.load, nights: shiftCheckIn.nights })
    .from(shiftCheckIn)
    .innerJoin(shiftHandover, eq(shiftHandover.id, shiftCheckIn.handoverId))
    .where(
      and(eq(shiftHandover.pageId, pageId), gte(shiftHandover.at, from), lt(shiftHandover.at, to)),
    );

/** When reminders and escalations notified this person. */
export async function notifiedBetween(
  db: Db,
  pageId: string,
  userId: string,
  { from, to }: { from: number; to: number },
): Promise<number[]> {
  const rows = await db
    .select({ at: obligationStep.createdAt })
    .from(obligationStep)
    .innerJoin(obligation, eq(obligation.id, obligationStep.obligationId))
    .where(
      and(
        eq(obligation.pageId, pageId),
        gte(obligationStep.createdAt, from),
        lt(obligationStep.createdAt, to),
        sql`exists (select 1 from json_each(${obligationStep.people}) where value = ${userId})`,
      ),
    );
  return rows.map(({ at }) => at);
}
