import { endOverride, insertOverride } from '../../../db/on-call/override.ts';
import { upsertSchedulePeople } from '../../../db/on-call/people.ts';
import { notFound, refused } from '../../core/problem.ts';
import type { OverrideInput } from '../../domain/on-call/input.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { commitInternal, createInternal, type DraftChange } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';
import { auditOf, membersIn, requireSchedule, type ScheduleKey } from './schedule.ts';

/** Changes who is on call for a time. Returns its ID. What is over stays as it was. */
export async function addOverride(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  input: OverrideInput,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const schedule = await requireSchedule(deps, pageId, scheduleId);
  const at = deps.clock();
  if (input.until <= at)
    throw refused({ until: 'This time is over. Only present and future shifts can change.' });
  const { personId, replacedId } = input;
  const mayBeGone = input.kind === 'remove' ? schedule.people.map(({ id }) => id) : [];
  const people = mayBeGone.includes(personId)
    ? []
    : await membersIn(deps, pageId, [personId], 'personId');
  if (replacedId !== null && !schedule.people.some(({ id }) => id === replacedId))
    throw refused({ replacedId: 'This person isn’t in the schedule.' });
  const id = deps.newId();
  // Forms send whole minutes, and the present one has begun.
  const startsAt = Math.max(input.from, Math.floor(at / MINUTE) * MINUTE);
  const row = {
    ...{ id, scheduleId, kind: input.kind, personId, replacedId, startsAt, endsAt: input.until },
    ...{ author: actor.name, createdAt: at },
  };
  const change = auditOf(deps, actor, schedule, 'override', { after: { name: schedule.name } });
  return createInternal(deps, change, { id, idempotencyKey }, [
    ...upsertSchedulePeople(deps.db, pageId, people),
    insertOverride(deps.db, row),
  ]);
}

/** Ends an override now, or deletes one that has not begun. */
export async function cancelOverride(
  deps: DraftChange,
  actor: Actor,
  { pageId, scheduleId }: ScheduleKey,
  id: string,
): Promise<void> {
  const schedule = await requireSchedule(deps, pageId, scheduleId);
  if (!schedule.overrides.some((one) => one.id === id)) throw notFound('override');
  const change = auditOf(deps, actor, schedule, 'no override', { after: { name: schedule.name } });
  await commitInternal(deps, change, endOverride(deps.db, id, deps.clock()));
}
