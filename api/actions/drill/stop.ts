import { findDrill, stopDrill } from '../../../db/drill/drill.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commitRoom, type RoomChange, roomChange } from '../room/commit.ts';

/** Ends a drill: the steps that are left are not played. One that is over stays as it is. */
export async function endDrill(
  deps: RoomChange,
  actor: Actor,
  pageId: string,
  incidentId: string,
): Promise<void> {
  const found = await findDrill(deps.db, pageId, incidentId);
  if (!found) throw notFound('drill');
  if (found.incident.resolvedAt !== null) return;
  const change = roomChange(deps, actor, found.incident, { action: 'stop drill' });
  await commitRoom(deps, change, stopDrill(incidentId, { at: deps.clock(), by: actor.name }));
}
