import { endPagingOfIncident } from '../../../db/alert/paging.ts';
import { findAcknowledgement, markAcknowledged } from '../../../db/obligation/acknowledge.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { RoomKey } from './commit.ts';
import { commitRoom, type RoomChange, requireIncident, roomChange } from './commit.ts';

/** Records that a person works on the incident, so that nobody else is notified. Safe to repeat. */
export async function acknowledge(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
): Promise<void> {
  const incident = await requireIncident(deps, pageId, incidentId);
  if ((await findAcknowledgement(deps.db, incidentId))?.state === 'done') return;
  const row = { id: deps.newId(), pageId, incidentId, doneAt: deps.clock(), doneBy: actor.name };
  const personId = personIdOf(actor);
  const change = roomChange(deps, actor, incident, { action: 'acknowledge' });
  await commitRoom(deps, change, [
    ...markAcknowledged({ ...row, personId }),
    endPagingOfIncident(incidentId, { at: row.doneAt, by: actor.name }),
  ]);
}
