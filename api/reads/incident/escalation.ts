import type { Db } from '../../../db/engine/client.ts';
import { escalationsOf, NO_ESCALATION } from '../../../db/escalation/due.ts';
import { findAcknowledgement } from '../../../db/obligation/acknowledge.ts';
import type { IncidentRow } from '../../../db/room/event.ts';

/** Which policy an incident follows, and whether somebody asked for more people. */
export async function readEscalation(db: Db, incident: IncidentRow) {
  const [escalations, acknowledge] = await Promise.all([
    escalationsOf(db, [{ ...incident, incidentId: incident.id }]),
    findAcknowledgement(db, incident.id),
  ]);
  const { policy, businessImpact } = escalations.get(incident.id) ?? NO_ESCALATION;
  return {
    policy: policy && { id: policy.id, name: policy.name },
    /** Whether a level asks for it. */
    asksBusinessImpact: policy?.levels.some((level) => level.businessImpact) ?? false,
    businessImpact,
    escalatedAt: acknowledge?.escalatedAt ?? null,
    escalatedBy: acknowledge?.escalatedBy ?? null,
  };
}
export type EscalationFacts = Awaited<ReturnType<typeof readEscalation>>;
