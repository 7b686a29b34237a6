import { insertEvent } from '../../../db/room/event.ts';
import { insertDismissal, insertLink, insertPhase, insertTick } from '../../../db/room/plan.ts';
import { refused } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { type ChecklistPart, ItemText } from '../../domain/room/checklist.ts';
import type { RoomLink } from '../../domain/room/link.ts';
import type { NudgeKey } from '../../domain/room/nudge.ts';
import type { Phase } from '../../domain/room/phase.ts';
import {
  commitRoom,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';

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

/** Ticks or unticks an item. It need not be on the list any more, so that finished work stays recorded. */
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

/** Dismisses a suggestion for everybody in the room. An answer is added to the timeline. */
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
