import { isCovered } from './restriction.ts';
import { turnAt } from './rotation.ts';
import type { Rotation, Schedule, ShiftOverride } from './schedule.ts';

/** The answer for one instant. Nobody is on call where `people` is empty. */
export type OnCall = {
  /** Members, in order of their arrival. */
  people: readonly string[];
  /** People who would be on call, but have left the team. */
  absent: readonly string[];
  /** The version of the rotation whose turn it is, and which turn; null where none covers the time. */
  turn: { versionId: string; rotationId: string; number: number; personId: string } | null;
  /** Overrides that changed the answer. */
  overrides: readonly string[];
};

/**
 * Who is on call: the first rotation that covers the instant, then the overrides in the order in
 * which they were made. Everything that shows or reminds people of shifts asks this function.
 */
export function whoIsOnCall(schedule: Schedule, instant: number): OnCall {
  const turn = turnOf(schedule, instant);
  let named: readonly string[] = turn ? [turn.personId] : [];
  const overrides: string[] = [];
  for (const one of schedule.overrides) {
    if (instant < one.from || instant >= one.until) continue;
    const after = applied(one, named);
    if (after.join() !== named.join()) overrides.push(one.id);
    named = after;
  }
  const isHere = (id: string) => {
    const person = schedule.people.find((one) => one.id === id);
    return person !== undefined && (person.leftAt === null || instant < person.leftAt);
  };
  return {
    people: named.filter(isHere),
    absent: named.filter((id) => !isHere(id)),
    turn,
    overrides,
  };
}

function turnOf({ rotations, zone }: Schedule, instant: number): OnCall['turn'] {
  for (const rotation of rotations) {
    if (!isInForce(rotation, instant)) continue;
    const number = turnAt(rotation, zone, instant);
    const personId = number === null ? undefined : personOfTurn(rotation, number);
    if (number === null || personId === undefined) continue;
    if (!isCovered(rotation.restrictions, zone, instant)) continue;
    return { versionId: rotation.id, rotationId: rotation.rotationId, number, personId };
  }
  return null;
}

export const isInForce = ({ from, until }: Rotation, instant: number): boolean =>
  from <= instant && (until === null || instant < until);

export const personOfTurn = (
  { people }: Pick<Rotation, 'people'>,
  turn: number,
): string | undefined => people[turn % people.length];

function applied(
  { kind, personId, replacedId }: ShiftOverride,
  people: readonly string[],
): readonly string[] {
  const others = people.filter((id) => id !== personId);
  if (kind === 'remove') return others;
  if (kind === 'add') return [...others, personId];
  if (replacedId === null) return [personId];
  return people.includes(replacedId)
    ? [...others.filter((id) => id !== replacedId), personId]
    : people;
}
