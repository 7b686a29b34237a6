import type { Statement } from '../../../db/engine/write.ts';
import type { IncidentRow } from '../../../db/room/event.ts';
import type { Actor } from '../../domain/response/role.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import {
  commitRoom,
  type RoomChange,
  type RoomKey,
  requireIncident,
  roomChange,
} from './commit.ts';

type Addition = { action: string; after: object; statements: readonly Statement[] };

/** Adds something to the room once. Returns its id; the same `idempotencyKey.key` returns the same id. */
export async function addToRoom(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  idempotencyKey: IdempotencyKey | undefined,
  build: (incident: IncidentRow, made: { id: string; now: number }) => Addition | Promise<Addition>,
): Promise<string> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  const id = deps.newId();
  const { action, after, statements } = await build(incident, { id, now: deps.clock() });
  const change = roomChange(deps, actor, incident, { action, after });
  const stored = await withIdempotency(deps, pageId, idempotencyKey, id, (recordKey) =>
    commitRoom(deps, change, [...recordKey, ...statements]),
  );
  return stored.id;
}
