import type { Statement } from '../../../db/engine/write.ts';
import { endRole, insertRole, listRoles, type RoleRow } from '../../../db/room/role.ts';
import type { Member } from '../../../db/team/account.ts';
import {
  leaderColumns,
  type ResponseRole,
  responseRoles,
} from '../../domain/room/response-role.ts';
import type { Publisher } from '../commit.ts';

type Incident = {
  id: string;
  pageId: string;
  commanderId: string | null;
  leadId: string | null;
  createdAt: number;
};

/** Ids of members by role: these people have it from now on, and nobody else. */
export type WantedRoles = Partial<Record<ResponseRole, readonly string[]>>;

/** Ends and begins roles, and keeps who had them. Roles that are not named stay as they are. */
export async function roleStatements(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId'>,
  incident: Incident,
  wanted: WantedRoles,
  { by, members }: { by: string; members: readonly Member[] },
): Promise<Statement[]> {
  const { id: incidentId, pageId } = incident;
  const now = deps.clock();
  const open = (await listRoles(deps.db, incidentId)).filter(({ endedAt }) => endedAt === null);
  const nameOf = (userId: string) =>
    members.find(({ id }) => id === userId)?.name ?? 'A former member';
  const row = (role: ResponseRole, userId: string, more: Partial<RoleRow> = {}): RoleRow => ({
    ...{ id: deps.newId(), pageId, incidentId, role, userId, name: nameOf(userId) },
    ...{ assignedBy: by, assignedAt: now, endedAt: null },
    ...more,
  });
  return responseRoles.flatMap((role) => {
    const people = wanted[role];
    if (!people) return [];
    const held = open.filter((one) => one.role === role);
    const has = (userId: string) => held.some((one) => one.userId === userId);
    const leader = leaderOf(incident, role);
    const unnoted = leader !== null && !has(leader) && !people.includes(leader);
    return [
      // Set by opening the incident, or by an earlier version that kept no history.
      ...(unnoted
        ? [row(role, leader, { assignedBy: '', assignedAt: incident.createdAt, endedAt: now })]
        : []
      ).map((one) => insertRole(deps.db, one)),
      ...held
        .filter(({ userId }) => !people.includes(userId))
        .map(({ id }) => endRole(deps.db, id, now)),
      ...people.filter((id) => !has(id)).map((id) => insertRole(deps.db, row(role, id))),
    ];
  });
}

const leaderOf = (incident: Incident, role: ResponseRole): string | null =>
  role === 'commander' || role === 'comms_lead' ? incident[leaderColumns[role]] : null;
