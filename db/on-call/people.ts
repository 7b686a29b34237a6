import { and, eq } from 'drizzle-orm';
import type { Schedule } from '../../api/domain/on-call/schedule.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { member, onCallPerson, user } from '../schema/index.ts';

/** Members by their present name, and those who have left by the name that they had. */
export async function listSchedulePeople(
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

/** Stores the present name of each member, also of one who left and returned. */
export const upsertSchedulePeople = (
  db: Db,
  pageId: string,
  people: readonly { id: string; name: string }[],
): Statement[] => people.map((one) => upsertPerson(db, { ...one, pageId, leftAt: null }));

/** People of another system who have no account here: they are named, and never on call. */
export const upsertFormerPeople = (
  db: Db,
  pageId: string,
  people: readonly { id: string; name: string }[],
): Statement[] => people.map((one) => upsertPerson(db, { ...one, pageId, leftAt: 0 }));

/** `leftAt` is null for a member; another value counts only for somebody who is new to the page. */
const upsertPerson = (
  db: Db,
  {
    id: personId,
    pageId,
    name,
    leftAt,
  }: { id: string; pageId: string; name: string; leftAt: number | null },
): Statement =>
  db
    .insert(onCallPerson)
    .values({ pageId, personId, name, leftAt })
    .onConflictDoUpdate({
      target: [onCallPerson.pageId, onCallPerson.personId],
      set: leftAt === null ? { name, leftAt } : { name },
    });

/** Ends the shifts of a person who leaves the team; their name stays readable. */
export const endShiftsOf = (
  db: Db,
  { pageId, personId, name, at }: { pageId: string; personId: string; name: string; at: number },
): Statement =>
  db
    .update(onCallPerson)
    .set({ name, leftAt: at })
    .where(and(eq(onCallPerson.pageId, pageId), eq(onCallPerson.personId, personId)));
