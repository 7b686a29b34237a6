import { findAccess } from '../../../db/incident/reader.ts';
import { findPage } from '../../../db/page/page.ts';
import { updateLeaders } from '../../../db/room/role.ts';
import { listMembers } from '../../../db/team/account.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { isShared, type ResponseRole, responseRoles } from '../../domain/room/response-role.ts';
import { roleStatements, type WantedRoles } from '../incident/role-history.ts';
import { roleObligations } from '../obligation/changed.ts';
import type { RoomKey } from './commit.ts';
import { commitRoom, type RoomChange, requireIncident, roomChange } from './commit.ts';

/** Gives roles to people, by member id or email address; an empty list ends the role. */
export async function assignRoles(
  deps: RoomChange,
  actor: Actor,
  { pageId, incidentId }: RoomKey,
  roles: WantedRoles,
): Promise<void> {
  const incident = await requireIncident(deps, pageId, incidentId);
  const access = await findAccess(deps.db, pageId, incidentId);
  const members = (await listMembers(deps.db, pageId)).filter(
    ({ id }) => access?.audience !== 'restricted' || access.people.includes(id),
  );
  const errors: Record<string, string> = {};
  const wanted: Partial<Record<ResponseRole, string[]>> = {};
  for (const role of responseRoles) {
    const people = roles[role];
    if (!people) continue;
    const found = people.map((who) =>
      members.find(({ id, email }) => id === who || email === who.toLowerCase()),
    );
    if (found.includes(undefined))
      errors[role] =
        access?.audience === 'restricted'
          ? 'This person can’t read this incident. Ask an owner to name them first.'
          : 'This person isn’t on the team, or has left. Choose somebody else.';
    else if (found.length > 1 && !isShared(role)) errors[role] = 'Choose one person for this role.';
    wanted[role] = [...new Set(found.flatMap((member) => member?.id ?? []))];
  }
  if (Object.keys(errors).length > 0) throw new Problem('invalid', firstOf(errors), errors);
  const statements = await roleStatements(deps, incident, wanted, { by: actor.name, members });
  const leaders = {
    ...(wanted.commander ? { commanderId: wanted.commander[0] ?? null } : {}),
    ...(wanted.comms_lead ? { leadId: wanted.comms_lead[0] ?? null } : {}),
  };
  if (Object.keys(leaders).length > 0)
    statements.push(updateLeaders(deps.db, pageId, incidentId, leaders));
  if (statements.length === 0) return;
  if (Object.values(wanted).some((people) => people.length === 0)) {
    const page = await findPage(deps.db, pageId);
    statements.push(...roleObligations(deps, page, incident));
  }
  const about = { action: 'roles', after: { roles: wanted } };
  await commitRoom(deps, roomChange(deps, actor, incident, about), statements);
}

const firstOf = (errors: Record<string, string>): string =>
  Object.entries(errors)
    .map(([role, error]) => `${role}: ${error}`)
    .join(' ');
