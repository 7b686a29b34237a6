import type { SeverityScale } from '../response/severity.ts';
import { leaderColumns, type ResponseRole, requiredRoles } from '../room/response-role.ts';

type Assigned = {
  severity: string | null;
  leadId: string | null;
  commanderId: string | null;
  /** Roles that are held now. */
  roles: readonly { role: ResponseRole; userId: string }[];
  members: readonly { id: string }[];
};

/** Roles that the severity requires and nobody on the team has. Somebody who left has none. */
export function rolesMissing(scale: SeverityScale, incident: Assigned): ResponseRole[] {
  const isMember = (userId: string | null) => incident.members.some(({ id }) => id === userId);
  return requiredRoles(scale, incident.severity).filter((role) =>
    role === 'commander' || role === 'comms_lead'
      ? !isMember(incident[leaderColumns[role]])
      : !incident.roles.some((one) => one.role === role && isMember(one.userId)),
  );
}
