import type { Db } from '../../../db/engine/client.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findAccess, listReaders, listRestricted } from '../../../db/incident/reader.ts';
import { listMembers } from '../../../db/team/account.ts';
import { isNamed } from '../../domain/incident/access.ts';
import type { Actor } from '../../domain/response/role.ts';

export type IncidentAccess = NonNullable<Awaited<ReturnType<typeof readAccess>>>;

/** Who can read an incident. Its title only for people who can. */
export async function readAccess(db: Db, actor: Actor, pageId: string, id: string) {
  const access = await findAccess(db, pageId, id);
  if (!access || access.audience === 'public') return null;
  const [members, named] = await Promise.all([listMembers(db, pageId), listReaders(db, [id])]);
  const reads = isNamed(access, actor);
  return {
    id,
    audience: access.audience,
    title: reads ? ((await findIncident(db, pageId, id))?.name ?? null) : null,
    members,
    named,
  };
}

export type RestrictedIncidents = Awaited<ReturnType<typeof readRestricted>>;

/** Restricted incidents by the time they were opened, with the people they name. */
export async function readRestricted(db: Db, pageId: string) {
  const incidents = await listRestricted(db, pageId);
  const named = await listReaders(
    db,
    incidents.map(({ id }) => id),
  );
  return incidents.map((one) => ({
    ...one,
    people: named.filter(({ incidentId }) => incidentId === one.id).map(({ name }) => name),
  }));
}
