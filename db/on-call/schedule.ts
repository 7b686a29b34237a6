import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Rotation, Schedule, ShiftOverride } from '../../api/domain/on-call/schedule.ts';
import { DAY } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { onCallOverride, onCallRotation, onCallSchedule } from '../schema/index.ts';
import { listSchedulePeople } from './people.ts';

/** A schedule as it is stored, with everything that decides who is on call. */
export type StoredSchedule = Schedule & { pageId: string; revision: number };

/** Versions and overrides that ended this long before `since` are left out. */
const HISTORY = 400 * DAY;

/** Schedules by name. `since`: the earliest instant of interest. */
export const listSchedules = (db: Db, pageId: string, since: number): Promise<StoredSchedule[]> =>
  schedulesWhere(db, pageId, since);

export async function findSchedule(
  db: Db,
  pageId: string,
  id: string,
  since: number,
): Promise<StoredSchedule | null> {
  return (await schedulesWhere(db, pageId, since, id))[0] ?? null;
}

async function schedulesWhere(
  db: Db,
  pageId: string,
  since: number,
  id?: string,
): Promise<StoredSchedule[]> {
  const wanted = and(
    eq(onCallSchedule.pageId, pageId),
    isNull(onCallSchedule.archivedAt),
    id === undefined ? undefined : eq(onCallSchedule.id, id),
  );
  const schedules = await db
    .select()
    .from(onCallSchedule)
    .where(wanted)
    .orderBy(sql`${onCallSchedule.name} collate nocase`, asc(onCallSchedule.id));
  if (schedules.length === 0) return [];
  const ids = db.select({ id: onCallSchedule.id }).from(onCallSchedule).where(wanted);
  const [rotations, overrides, people] = await Promise.all([
    db
      .select()
      .from(onCallRotation)
      .where(
        and(
          inArray(onCallRotation.scheduleId, ids),
          or(
            isNull(onCallRotation.effectiveUntil),
            gt(onCallRotation.effectiveUntil, since - HISTORY),
          ),
        ),
      )
      .orderBy(asc(onCallRotation.position), asc(onCallRotation.createdAt), asc(onCallRotation.id)),
    db
      .select()
      .from(onCallOverride)
      .where(
        and(inArray(onCallOverride.scheduleId, ids), gt(onCallOverride.endsAt, since - HISTORY)),
      )
      .orderBy(asc(onCallOverride.createdAt), asc(onCallOverride.id)),
    listSchedulePeople(db, pageId, since),
  ]);
  return schedules.map((row) => ({
    ...{ id: row.id, pageId: row.pageId, name: row.name, zone: row.timeZone },
    revision: row.revision,
    rotations: rotations.filter(({ scheduleId }) => scheduleId === row.id).map(rotationOf),
    overrides: overrides.filter(({ scheduleId }) => scheduleId === row.id).map(overrideOf),
    people,
  }));
}

const rotationOf = (row: typeof onCallRotation.$inferSelect): Rotation => ({
  ...{ id: row.id, rotationId: row.rotationId, name: row.name, people: row.people },
  ...{ unit: row.unit, every: row.every, startsAt: row.startsAt, restrictions: row.restrictions },
  ...{ from: row.effectiveFrom, until: row.effectiveUntil },
});

const overrideOf = (row: typeof onCallOverride.$inferSelect): ShiftOverride => ({
  ...{ id: row.id, kind: row.kind, personId: row.personId, replacedId: row.replacedId },
  ...{ from: row.startsAt, until: row.endsAt, author: row.author },
});

export const insertSchedule = (db: Db, row: typeof onCallSchedule.$inferInsert): Statement =>
  db.insert(onCallSchedule).values(row);

/** Fails the whole batch unless the schedule is still at revision `expected`. */
export const updateSchedule = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<typeof onCallSchedule.$inferInsert>,
): Statement =>
  db
    .update(onCallSchedule)
    .set({ ...changes, revision: nextRevision(onCallSchedule.revision, expected) })
    .where(eq(onCallSchedule.id, id));
