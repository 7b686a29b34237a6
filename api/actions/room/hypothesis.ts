import { findHypothesis, insertHypothesis, updateHypothesis } from '../../../db/room/plan.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { HypothesisChange, NewHypothesis } from '../../domain/room/hypothesis.ts';
import type { IdempotencyKey } from '../incident/idempotency.ts';
import { addToRoom } from './add.ts';
import {
  commitRoom,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';

/** Adds what may be the cause. Returns its id. */
export const addHypothesis = (
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  { text }: NewHypothesis,
  idempotencyKey?: IdempotencyKey,
): Promise<string> =>
  addToRoom(deps, actor, room, idempotencyKey, (_, { id, now }) => {
    const row = { id, ...room, text, author: actor.name, createdAt: now };
    return { action: 'hypothesis', after: row, statements: [insertHypothesis(deps.db, row)] };
  });

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
