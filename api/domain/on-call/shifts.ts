import { windowsNear } from './restriction.ts';
import { handoverAt, turnAt } from './rotation.ts';
import type { Rotation, Schedule } from './schedule.ts';
import { type OnCall, whoIsOnCall } from './who-is-on-call.ts';

/** A time with one answer; a gap where `people` is empty. */
export type Shift = OnCall & { from: number; until: number };

/**
 * Shifts and gaps that touch the time, one after the other. A shift has its real beginning and end,
 * which may be outside of the time; a gap ends with it.
 */
export function shiftsBetween(schedule: Schedule, from: number, until: number): Shift[] {
  if (until <= from) return [];
  const merged: Shift[] = [];
  const edges = edgesBetween(schedule, from, until);
  for (const [i, edge] of edges.entries()) {
    const next = edges[i + 1];
    if (next === undefined) break;
    const answer = whoIsOnCall(schedule, edge);
    const last = merged.at(-1);
    if (last && isSame(last, answer)) last.until = next;
    else merged.push({ ...answer, from: edge, until: next });
  }
  return merged
    .filter((one) => one.from < until && one.until > from)
    .map((one) => (one.people.length > 0 ? one : clipped(one, from, until)));
}

/** The shift or gap that an instant is in. */
export function shiftAt(schedule: Schedule, instant: number): Shift {
  const [shift] = shiftsBetween(schedule, instant, instant + 1);
  return shift ?? { ...whoIsOnCall(schedule, instant), from: instant, until: instant + 1 };
}

/** Times at which nobody is on call, joined where one follows another. */
export function gapsBetween(schedule: Schedule, from: number, until: number): Shift[] {
  const gaps: Shift[] = [];
  for (const one of shiftsBetween(schedule, from, until)) {
    if (one.people.length > 0) continue;
    const last = gaps.at(-1);
    if (last?.until === one.from && `${last.absent}` === `${one.absent}`) last.until = one.until;
    else gaps.push({ ...one });
  }
  return gaps;
}

/** The shifts of one person. Two turns in a row are two shifts; what an override splits is one. */
export function shiftsOf(schedule: Schedule, personId: string, from: number, until: number) {
  const own: { from: number; until: number; turn: string | null }[] = [];
  for (const one of shiftsBetween(schedule, from, until)) {
    if (!one.people.includes(personId)) continue;
    const turn =
      one.turn?.personId === personId ? `${one.turn.versionId} ${one.turn.number}` : null;
    const last = own.at(-1);
    const isHandover = last && last.turn !== null && turn !== null && last.turn !== turn;
    if (last?.until === one.from && !isHandover) {
      last.until = one.until;
      last.turn = turn ?? last.turn;
    } else own.push({ from: one.from, until: one.until, turn });
  }
  return own.map(({ from: begin, until: end }) => ({ from: begin, until: end }));
}

const isSame = (a: OnCall, b: OnCall): boolean =>
  `${a.people}` === `${b.people}` &&
  `${a.absent}` === `${b.absent}` &&
  `${a.overrides}` === `${b.overrides}` &&
  a.turn?.versionId === b.turn?.versionId &&
  a.turn?.number === b.turn?.number;

const clipped = (one: Shift, from: number, until: number): Shift => ({
  ...one,
  from: Math.max(one.from, from),
  until: Math.min(one.until, until),
});

/** Every instant at which the answer may change, wide enough for whole shifts at both ends. */
function edgesBetween(schedule: Schedule, from: number, until: number): number[] {
  const { zone, rotations, people } = schedule;
  const overrides = schedule.overrides.filter((one) => one.from < until && one.until > from);
  const reach = { from, until };
  const extend = (first: number, last: number) => {
    reach.from = Math.min(reach.from, first);
    reach.until = Math.max(reach.until, last);
  };
  for (const one of overrides) extend(one.from, one.until);
  for (const one of rotations)
    if (isWithin(one, from, until)) extend(turnStart(one, zone, from), turnEnd(one, zone, until));
  const edges = new Set([reach.from, reach.until]);
  const add = (instant: number) => {
    if (instant > reach.from && instant < reach.until) edges.add(instant);
  };
  for (const one of schedule.overrides) [one.from, one.until].forEach(add);
  for (const { leftAt } of people) if (leftAt !== null) add(leftAt);
  for (const one of rotations) rotationEdges(one, zone, reach.from, reach.until).forEach(add);
  return [...edges].sort((a, b) => a - b);
}

const isWithin = ({ from, until }: Rotation, first: number, last: number): boolean =>
  from < last && (until === null || until > first);

const turnStart = (rotation: Rotation, zone: string, instant: number): number => {
  const turn = turnAt(rotation, zone, instant);
  return turn === null ? instant : handoverAt(rotation, zone, turn);
};

const turnEnd = (rotation: Rotation, zone: string, instant: number): number => {
  const turn = turnAt(rotation, zone, instant - 1);
  return turn === null ? instant : handoverAt(rotation, zone, turn + 1);
};

function rotationEdges(rotation: Rotation, zone: string, from: number, until: number): number[] {
  if (!isWithin(rotation, from, until)) return [];
  const edges = [rotation.from, rotation.startsAt];
  if (rotation.until !== null) edges.push(rotation.until);
  const [first, last] = [
    Math.max(from, rotation.from, rotation.startsAt),
    Math.min(until, rotation.until ?? until),
  ];
  if (first >= last) return edges;
  for (let turn = turnAt(rotation, zone, first) ?? 0; ; turn++) {
    const at = handoverAt(rotation, zone, turn);
    if (at >= last) break;
    edges.push(at);
  }
  for (const one of windowsNear(rotation.restrictions, zone, first, last))
    edges.push(one.from, one.until);
  return edges;
}
