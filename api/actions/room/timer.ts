import { completeItemObligation, upsertItemObligation } from '../../../db/obligation/item.ts';
import { findTimer, insertTimer, updateTimer } from '../../../db/room/plan.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound } from '../../core/problem.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { membersNamed, type NewTimer, type TimerChange } from '../../domain/room/timer.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { IdempotencyKey } from '../incident/idempotency.ts';
import type { EscalationDeps } from '../obligation/escalate.ts';
import { addToRoom } from './add.ts';
import {
  commitRoom,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';
import { escalateNow } from './escalate-now.ts';

/** Starts a timer for an action. Returns its id. */
export const startTimer = (
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  input: NewTimer,
  idempotencyKey?: IdempotencyKey,
): Promise<string> =>
  addToRoom(deps, actor, room, idempotencyKey, async (_, { id, now }) => {
    const dueAt = now + input.minutes * MINUTE;
    const row = { id, ...room, ...input, dueAt, author: actor.name, createdAt: now };
    const members = await listMembers(deps.db, room.pageId);
    const obligation = timerObligation(deps, room, { ...row, members });
    return { action: 'timer', after: row, statements: [insertTimer(deps.db, row), obligation] };
  });

/**
 * Done, escalated, or more time from now on. One that has ended stays as it is. Escalating notifies
 * the next people of the incident, while it is open.
 */
export async function changeTimer(
  deps: RoomChange & EscalationDeps,
  actor: Actor,
  room: RoomKey,
  id: string,
  input: TimerChange,
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const before = await findTimer(deps.db, room.incidentId, id);
  if (!before) throw notFound('timer');
  if (before.state !== 'running') return;
  const now = deps.clock();
  const ended = { endedAt: now, endedBy: actor.name };
  const after =
    input.wants === 'more'
      ? { dueAt: Math.max(now, before.dueAt) + input.minutes * MINUTE }
      : { state: input.wants === 'done' ? ('done' as const) : ('escalated' as const), ...ended };
  const about = { action: 'change timer', before, after: { id, ...after } };
  const obligation =
    'dueAt' in after
      ? timerObligation(deps, room, {
          ...{ ...before, ...after },
          members: await listMembers(deps.db, room.pageId),
        })
      : completeItemObligation({ kind: 'timer', subjectId: id }, { at: now, by: actor.name });
  await commitRoom(deps, roomChange(deps, actor, incident, about), [
    updateTimer(deps.db, id, after),
    obligation,
  ]);
  if (input.wants === 'escalate' && !isClosed(incident.state)) await escalateNow(deps, actor, room);
}

/** Its owner and the commander are notified when the time is up. */
const timerObligation = (
  deps: RoomChange,
  room: RoomKey,
  timer: { id: string; action: string; owner: string; dueAt: number; members: People },
) =>
  upsertItemObligation({
    ...{ id: deps.newId(), ...room, kind: 'timer', subjectId: timer.id, title: timer.action },
    responsible: membersNamed(timer.owner, timer.members),
    ...{ dueAt: timer.dueAt, within: 0, createdAt: deps.clock() },
  });
type People = Awaited<ReturnType<typeof listMembers>>;
