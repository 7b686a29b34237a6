import { completeItemObligation, upsertItemObligation } from '../../../db/obligation/item.ts';
import { insertEvent } from '../../../db/room/event.ts';
import {
  findHypothesis,
  findTimer,
  insertDismissal,
  insertHypothesis,
  insertLink,
  insertPhase,
  insertTick,
  insertTimer,
  updateHypothesis,
  updateTimer,
} from '../../../db/room/plan.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { type ChecklistPart, ItemText } from '../../domain/room/checklist.ts';
import type { HypothesisChange, NewHypothesis } from '../../domain/room/hypothesis.ts';
import type { RoomLink } from '../../domain/room/link.ts';
import type { NudgeKey } from '../../domain/room/nudge.ts';
import type { Phase } from '../../domain/room/phase.ts';
import { membersNamed, type NewTimer, type TimerChange } from '../../domain/room/timer.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import type { EscalationDeps } from '../obligation/escalate.ts';
import { commitRoom, type RoomChange, requireIncident, roomChange } from './commit.ts';
import { escalateNow } from './escalate-now.ts';
import type { RoomKey } from './event.ts';

/** Shares the bridge or the chat of this incident; an empty address removes it. */
export async function shareLink(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  links: Partial<Record<RoomLink, string>>,
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const rows = Object.entries(links).map(([kind, url]) => ({
    ...{ id: deps.newId(), ...room, kind: kind as RoomLink, url }, // keys of the type
    ...{ author: actor.name, createdAt: deps.clock() },
  }));
  if (rows.length === 0) return;
  const change = roomChange(deps, actor, incident, { action: 'links', after: links });
  await commitRoom(
    deps,
    change,
    rows.map((row) => insertLink(deps.db, row)),
  );
}

/** Enters a phase of the response; phases may be skipped and repeated. */
export async function enterPhase(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  phase: Phase,
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const row = { id: deps.newId(), ...room, phase, author: actor.name, createdAt: deps.clock() };
  const change = roomChange(deps, actor, incident, { action: 'phase', after: { phase } });
  await commitRoom(deps, change, [insertPhase(deps.db, row)]);
}

/** Ticks an item, or unticks it. It need not be listed any more: what was done stays said. */
export async function tickItem(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  input: { part: ChecklistPart; item: string; done: boolean },
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const item = ItemText.safeParse(input.item);
  if (!item.success) throw refused({ item: item.error.issues[0]?.message ?? '' });
  const tick = { ...input, item: item.data };
  const row = { id: deps.newId(), ...room, ...tick, author: actor.name, createdAt: deps.clock() };
  const change = roomChange(deps, actor, incident, { action: 'checklist', after: tick });
  await commitRoom(deps, change, [insertTick(deps.db, row)]);
}

/** Starts a timer for an action. Returns its id. */
export async function startTimer(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  input: NewTimer,
  retry?: IdempotencyKey,
): Promise<string> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const earlier = await findReplay(deps, room.pageId, retry);
  if (earlier) return earlier;
  const now = deps.clock();
  const id = deps.newId();
  const dueAt = now + input.minutes * MINUTE;
  const row = { id, ...room, ...input, dueAt, author: actor.name, createdAt: now };
  const change = roomChange(deps, actor, incident, { action: 'timer', after: row });
  const members = await listMembers(deps.db, room.pageId);
  const obligation = timerObligation(deps, room, { ...row, members });
  const written = await withIdempotency(deps, room.pageId, retry, id, (recordKey) =>
    commitRoom(deps, change, [...recordKey, insertTimer(deps.db, row), obligation]),
  );
  return written.id;
}

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

/** Adds what may be the cause. Returns its id. */
export async function addHypothesis(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  { text }: NewHypothesis,
  retry?: IdempotencyKey,
): Promise<string> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const earlier = await findReplay(deps, room.pageId, retry);
  if (earlier) return earlier;
  const id = deps.newId();
  const row = { id, ...room, text, author: actor.name, createdAt: deps.clock() };
  const change = roomChange(deps, actor, incident, { action: 'hypothesis', after: row });
  const written = await withIdempotency(deps, room.pageId, retry, id, (recordKey) =>
    commitRoom(deps, change, [...recordKey, insertHypothesis(deps.db, row)]),
  );
  return written.id;
}

/** Rules a hypothesis out, confirms it, or opens it again. */
export async function decideHypothesis(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  id: string,
  { state, evidence }: HypothesisChange,
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const before = await findHypothesis(deps.db, room.incidentId, id);
  if (!before) throw notFound('hypothesis');
  const isOpen = state === 'open';
  const after = {
    ...{ state, evidence: evidence ?? before.evidence },
    decidedAt: isOpen ? null : deps.clock(),
    decidedBy: isOpen ? null : actor.name,
  };
  const about = { action: 'change hypothesis', before, after: { id, ...after } };
  await commitRoom(deps, roomChange(deps, actor, incident, about), [
    updateHypothesis(deps.db, id, after),
  ]);
}

/** Puts a suggestion away, for everybody in the room. An answer is kept in the timeline. */
export async function dismissNudge(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  nudge: NudgeKey,
  answer = '',
): Promise<void> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const now = deps.clock();
  const by = { author: actor.name, createdAt: now };
  const line = { kind: 'note' as const, text: `Check-in: ${answer}`, at: now, originalAt: now };
  const after = answer ? { nudge, answer } : { nudge };
  const action = answer ? 'answer' : 'dismiss';
  await commitRoom(deps, roomChange(deps, actor, incident, { action, after }), [
    insertDismissal(deps.db, { incidentId: room.incidentId, nudge, ...by }),
    ...(answer ? [insertEvent(deps.db, { id: deps.newId(), ...room, ...line, ...by })] : []),
  ]);
}
