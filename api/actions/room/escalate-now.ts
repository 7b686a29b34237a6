import {
  escalateAcknowledgement,
  hasBusinessImpact,
  storeBusinessImpact,
} from '../../../db/escalation/policy.ts';
import { findPage } from '../../../db/page/page.ts';
import { type IncidentRow, insertEvent } from '../../../db/room/event.ts';
import { refused } from '../../core/problem.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import { acknowledgeMinutes } from '../../domain/obligation/acknowledge.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { type EscalationDeps, escalateObligations } from '../obligation/escalate.ts';
import type { RoomKey } from './commit.ts';
import { commitRoom, type RoomChange, requireIncident, roomChange } from './commit.ts';

/** Minutes between levels where the severity has none. */
const STANDARD_WITHIN = 30;

/**
 * Notifies the next people at once, without a reason: those of the next level, or of the first where
 * everybody was notified.
 */
export async function escalateNow(
  deps: RoomChange & EscalationDeps,
  actor: Actor,
  room: RoomKey,
): Promise<void> {
  const incident = await openIncident(deps, room);
  const scale = severityScaleOf(await findPage(deps.db, room.pageId));
  const at = deps.clock();
  const about = { ...room, author: actor.name, createdAt: at };
  await commitRoom(deps, roomChange(deps, actor, incident, { action: 'escalate' }), [
    escalateAcknowledgement({
      ...{ id: deps.newId(), ...room, at, by: actor.name, byId: personIdOf(actor) },
      within: acknowledgeMinutes(scale, incident.severity) ?? STANDARD_WITHIN,
    }),
    insertEvent(deps.db, {
      ...{ id: deps.newId(), ...about, kind: 'note', text: 'Escalated.' },
      ...{ at, originalAt: at },
    }),
  ]);
  await escalateObligations(deps);
}

/** Sets the business impact, so that levels with that condition are notified at once. */
export async function setBusinessImpact(
  deps: RoomChange,
  actor: Actor,
  room: RoomKey,
  businessImpact: boolean,
): Promise<void> {
  const incident = await openIncident(deps, room);
  const before = { businessImpact: await hasBusinessImpact(deps.db, incident.id) };
  if (before.businessImpact === businessImpact) return;
  const { incidentId } = room;
  const about = { action: 'business impact', before, after: { businessImpact } };
  await commitRoom(deps, roomChange(deps, actor, incident, about), [
    storeBusinessImpact(deps.db, { incidentId, businessImpact, changedAt: deps.clock() }),
  ]);
}

async function openIncident(deps: RoomChange, room: RoomKey): Promise<IncidentRow> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  if (incident.kind === 'incident' && !isClosed(incident.state)) return incident;
  const sentence = 'Only an open incident can be escalated. Reopen it first.';
  throw refused({ incident: sentence });
}
