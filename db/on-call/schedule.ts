import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Rotation, Schedule, ShiftOverride } from '../../api/domain/on-call/schedule.ts';
import { DAY } from '../../api/domain/time/time.ts';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import {
  member,
  onCallOverride,
  onCallPerson,
  onCallRotation,
  onCallSchedule,
  user,
} from '../schema/index.ts';

/** A schedule as it is stored, with everything that decides who is on call. */
export type StoredSchedule = Schedule & { pageId: string; revision: number };

/** Versions and overrides that ended this long ago are left out, unless the question is older. */
const KEPT = 400 * DAY;

/** Schedules by name. `since`: the earliest instant that is asked about. */
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
            gt(onCallRotation.effectiveUntil, since - KEPT),
          ),
        ),
      )
      .orderBy(asc(onCallRotation.position), asc(onCallRotation.createdAt), asc(onCallRotation.id)),
    db
      .select()
      .from(onCallOverride)
      .where(and(inArray(onCallOverride.scheduleId, ids), gt(onCallOverride.endsAt, since - KEPT)))
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

/** Members by their present name, and those who have left by the name that they had. */
async function listSchedulePeople(
  db: Db,
  pageId: string,
  since: number,
): Promise<Schedule['people']> {
  const rows = await db
    .select({
      id: onCallPerson.personId,
      stored: onCallPerson.name,
      leftAt: onCallPerson.leftAt,
      name: user.name,
      isMember: member.userId,
    })
    .from(onCallPerson)
    .leftJoin(user, eq(user.id, onCallPerson.personId))
    .leftJoin(member, and(eq(member.userId, user.id), eq(member.pageId, pageId)))
    .where(eq(onCallPerson.pageId, pageId));
  return rows.map(({ id, stored, leftAt, name, isMember }) =>
    isMember === null
      ? { id, name: stored, leftAt: leftAt ?? since }
      : { id, name: name ?? stored, leftAt: null },
  );
}

/** A new name, or somebody who is back: the present name counts. */
export const upsertSchedulePeople = (
  db: Db,
  pageId: string,
  people: readonly { id: string; name: string }[],
): Statement[] =>
  people.map(({ id: personId, name }) =>
    db
      .insert(onCallPerson)
      .values({ pageId, personId, name, leftAt: null })
      .onConflictDoUpdate({
        target: [onCallPerson.pageId, onCallPerson.personId],
        set: { name, leftAt: null },
      }),
  );

/** People of another system who have no account here: they are named, and never on call. */
export const upsertFormerPeople = (
  db: Db,
  pageId: string,
  people: readonly { id: string; name: string }[],
): Statement[] =>
  people.map(({ id: personId, name }) =>
    db
      .insert(onCallPerson)
      .values({ pageId, personId, name, leftAt: 0 })
      .onConflictDoUpdate({
        target: [onCallPerson.pageId, onCallPerson.personId],
        set: { name },
      }),
  );

/** Ends the shifts of a person who leaves the team; their name stays readable. */
export const endShiftsOf = (
  db: Db,
  { pageId, personId, name, at }: { pageId: string; personId: string; name: string; at: number },
): Statement =>
  db
    .update(onCallPerson)
    .set({ name, leftAt: at })
    .where(and(eq(onCallPerson.pageId, pageId), eq(onCallPerson.personId, personId)));

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

export const insertRotation = (db: Db, row: typeof onCallRotation.$inferInsert): Statement =>
  db.insert(onCallRotation).values(row);

/** Ends a version; one that never came into force is deleted. */
export const endRotation = (db: Db, versionId: string, at: number): Statement[] => [
  db
    .delete(onCallRotation)
    .where(and(eq(onCallRotation.id, versionId), sql`${onCallRotation.effectiveFrom} >= ${at}`)),
  db
    .update(onCallRotation)
    .set({ effectiveUntil: at })
    .where(
      and(
        eq(onCallRotation.id, versionId),
        or(isNull(onCallRotation.effectiveUntil), gt(onCallRotation.effectiveUntil, at)),
      ),
    ),
];

/** Positions of rotations in all their versions. */
export const placeRotations = (
  db: Db,
  scheduleId: string,
  rotationIds: readonly string[],
): Statement[] =>
  rotationIds.map((rotationId, position) =>
    db
      .update(onCallRotation)
      .set({ position })
      .where(
        and(eq(onCallRotation.scheduleId, scheduleId), eq(onCallRotation.rotationId, rotationId)),
      ),
  );

export const insertOverride = (db: Db, row: typeof onCallOverride.$inferInsert): Statement =>
  db.insert(onCallOverride).values(row);

/** What was before `at` stays; an override that has not begun is deleted. */
export const endOverride = (db: Db, id: string, at: number): Statement[] => [
  db
    .delete(onCallOverride)
    .where(and(eq(onCallOverride.id, id), sql`${onCallOverride.startsAt} >= ${at}`)),
  db
    .update(onCallOverride)
    .set({ endsAt: at })
    .where(and(eq(onCallOverride.id, id), gt(onCallOverride.endsAt, at))),
];
