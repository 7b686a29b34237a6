import { upsertSchedulePeople } from '../../../db/on-call/people.ts';
import { endRotation, insertRotation, placeRotations } from '../../../db/on-call/rotation.ts';
import { type StoredSchedule, updateSchedule } from '../../../db/on-call/schedule.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { MAX_ROTATIONS, type RotationInput } from '../../domain/on-call/input.ts';
import type { Actor } from '../../domain/response/role.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { auditOf, membersIn, requireSchedule, type ScheduleKey } from './schedule.ts';

/**
 * Adds a rotation, or saves a new version of one. It is in force from now on, or from its first
 * shift where that is later. Returns the ID that all its versions have.
 */
export async function saveRotation(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  input: RotationInput,
  {
    rotationId,
    expectedRevision,
  }: { rotationId?: string; expectedRevision?: number | undefined } = {},
): Promise<string> {
  const schedule = await requireSchedule(deps, pageId, scheduleId);
  assertFresh(schedule.revision, expectedRevision);
  const current = rotationId === undefined ? undefined : newestOf(schedule, rotationId);
  if (rotationId !== undefined && !current) throw notFound('rotation');
  const order = rotationsOf(schedule);
  if (!current && order.length >= MAX_ROTATIONS)
    throw new Problem('invalid', `A schedule can have at most ${MAX_ROTATIONS} rotations.`);
  const people = await membersIn(deps, pageId, input.people);
  const at = deps.clock();
  const id = deps.newId();
  const effectiveFrom = Math.max(at, input.startsAt);
  const place = order.findIndex((one) => one.rotationId === rotationId);
  const row = {
    ...{ id, scheduleId, rotationId: rotationId ?? id, ...input, effectiveFrom },
    position: place < 0 ? order.length : place,
    ...{ author: actor.name, createdAt: at },
  };
  const action = current ? 'rotation edit' : 'rotation create';
  const about = { after: { name: schedule.name, rotation: input.name } };
  await commitInternal(deps, auditOf(deps, actor, schedule, action, about), [
    updateSchedule(deps.db, scheduleId, schedule.revision, { updatedAt: at }),
    ...(current
      ? versionsFrom(schedule, current.rotationId, effectiveFrom).flatMap((one) =>
          endRotation(deps.db, one, effectiveFrom),
        )
      : []),
    ...upsertSchedulePeople(deps.db, pageId, people),
    insertRotation(deps.db, row),
  ]);
  return row.rotationId;
}

/** Ends a rotation now; its past shifts stay. */
export async function removeRotation(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  rotationId: string,
): Promise<void> {
  const schedule = await requireSchedule(deps, pageId, scheduleId);
  const current = newestOf(schedule, rotationId);
  if (!current) throw notFound('rotation');
  const at = deps.clock();
  const about = { after: { name: schedule.name, rotation: current.name } };
  await commitInternal(deps, auditOf(deps, actor, schedule, 'rotation remove', about), [
    updateSchedule(deps.db, scheduleId, schedule.revision, { updatedAt: at }),
    ...versionsFrom(schedule, rotationId, at).flatMap((one) => endRotation(deps.db, one, at)),
  ]);
}

/** Sets which rotation decides first. Rotations that are left out follow in their order. */
export async function orderRotations(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  first: readonly string[],
): Promise<void> {
  const schedule = await requireSchedule(deps, pageId, scheduleId);
  const known = rotationsOf(schedule).map(({ rotationId }) => rotationId);
  const order = [
    ...first.filter((id) => known.includes(id)),
    ...known.filter((id) => !first.includes(id)),
  ];
  if (order.join() === known.join()) return;
  const about = { after: { name: schedule.name } };
  await commitInternal(deps, auditOf(deps, actor, schedule, 'rotation order', about), [
    updateSchedule(deps.db, scheduleId, schedule.revision, { updatedAt: deps.clock() }),
    ...placeRotations(deps.db, scheduleId, order),
  ]);
}

/** Rotations that have not ended, in their order. */
export const rotationsOf = (schedule: StoredSchedule) =>
  schedule.rotations.filter(({ until }) => until === null);

const newestOf = (schedule: StoredSchedule, rotationId: string) =>
  rotationsOf(schedule).find((one) => one.rotationId === rotationId);

/** Versions of a rotation that are in force at an instant or later. */
const versionsFrom = ({ rotations }: StoredSchedule, rotationId: string, at: number): string[] =>
  rotations
    .filter((one) => one.rotationId === rotationId && (one.until === null || one.until > at))
    .map(({ id }) => id);
