import { deleteSuspect, findSuspect, insertSuspect } from '../../../db/change/change.ts';
import { insertEvent } from '../../../db/room/event.ts';
import { describeChange } from '../../domain/change/change.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { RoomKey } from '../room/commit.ts';
import { commitRoom, type RoomChange, requireIncident, roomChange } from '../room/commit.ts';
import { requireChange } from './report.ts';

/**
 * Marks a change as a suspect of an incident, or takes the mark away. Both go to the team's
 * timeline; marking twice changes nothing.
 */
export async function markSuspect(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  changeId: string,
  isSuspect: boolean,
): Promise<void> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const change = await requireChange(deps, pageId, changeId);
  const before = await findSuspect(deps.db, incidentId, changeId);
  if ((before !== null) === isSuspect) return;
  const at = deps.clock();
  const words = describeChange(change);
  const event = {
    ...{ id: deps.newId(), pageId, incidentId, author: actor.name },
    ...{ kind: 'observation' as const, at, originalAt: at, createdAt: at },
    text: isSuspect ? `Suspect: ${words}` : `No longer a suspect: ${words}`,
  };
  const about = {
    action: isSuspect ? 'suspect' : 'no suspect',
    after: { changeId, ref: change.ref },
  };
  await commitRoom(deps, roomChange(deps, actor, incident, about), [
    isSuspect
      ? insertSuspect(deps.db, { incidentId, changeId, by: actor.name, at })
      : deleteSuspect(deps.db, incidentId, changeId),
    insertEvent(deps.db, event),
  ]);
}
