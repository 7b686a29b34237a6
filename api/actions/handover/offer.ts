import { z } from 'zod';
import { violated } from '../../../db/engine/write.ts';
import { insertHandover, listHandovers } from '../../../db/handover/handover.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import { insertEvent } from '../../../db/room/event.ts';
import { listRoles } from '../../../db/room/role.ts';
import { listMembers, type Member } from '../../../db/team/account.ts';
import { refused } from '../../core/problem.ts';
import { type MovingRole, rolesHeld } from '../../domain/handover/handover.ts';
import { type NoteField, NoteText, noteFields } from '../../domain/handover/note.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import { membersWith } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  type ResponseRole,
  responseRoleLabels,
  responseRoles,
  roleHolders,
} from '../../domain/room/response-role.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from '../incident/idempotency.ts';
import type { RoomKey } from '../room/commit.ts';
import { commitRoom, requireIncident, roomChange } from '../room/commit.ts';
import { type HandoverMailer, handoverMails } from './mail.ts';

export const NewHandover = z.object({
  /** A member's id or email address. */
  to: z.string().trim().min(1, 'Choose who takes over.'),
  /** Without a list, every role that whoever hands over has. */
  roles: z.array(z.enum(responseRoles)).optional(),
  // Built from the list of fields, so every field is there.
  note: z.object(
    Object.fromEntries(noteFields.map((field) => [field, NoteText])) as Record<
      NoteField,
      typeof NoteText
    >,
  ),
});
export type NewHandover = z.infer<typeof NewHandover>;

/** Members who can take an incident over: of a restricted one, only those it names. */
export async function handoverCandidates(
  { db }: Pick<HandoverMailer, 'db'>,
  { pageId, incidentId }: RoomKey,
): Promise<Member[]> {
  const access = await findAccess(db, pageId, incidentId);
  return membersWith(await listMembers(db, pageId), 'incident.respond').filter(
    ({ id }) => access?.audience !== 'restricted' || access.people.includes(id),
  );
}

/** Offers an incident to another person, who gets one mail. Returns its id. Nothing moves yet. */
export async function offerHandover(
  deps: HandoverMailer,
  actor: Actor,
  room: RoomKey,
  { to, roles: requestedRoles, note }: NewHandover,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const incident = await requireIncident(deps, room.pageId, room.incidentId);
  const earlier = await findReplay(deps, room.pageId, idempotencyKey);
  if (earlier) return earlier;
  if (isClosed(incident.state)) throw refused({ to: 'This incident is over.' });
  const people = await handoverCandidates(deps, room);
  const next = people.find(({ id, email }) => id === to || email === to.toLowerCase());
  if (!next) throw refused({ to: 'This person can’t take over. Choose somebody else.' });
  const personId = personIdOf(actor);
  const fromId = personId ?? `token:${actor.id}`;
  if (next.id === personId) throw refused({ to: 'Choose somebody other than yourself.' });
  const roles = await movingRoles(deps, incident, personId, requestedRoles);
  const id = deps.newId();
  const now = deps.clock();
  const row = {
    ...{ id, ...room, state: 'offered' as const, roles, ...note },
    ...{ fromId, fromName: actor.name, toId: next.id, toName: next.name, createdAt: now },
  };
  const event = {
    ...{ id: `${id}.offered`, ...room, kind: 'communication' as const, author: actor.name },
    text: `Hand-over offered to ${next.name}: ${listRoleNames(roles)}`,
    ...{ at: now, originalAt: now, createdAt: now },
  };
  const after = { to: next.name, roles: roles.map(({ role }) => role) };
  const change = roomChange(deps, actor, incident, { action: 'hand over', after });
  const mails = await handoverMails(deps, incident, row, { what: 'offered', to: next.email });
  try {
    const stored = await withIdempotency(deps, room.pageId, idempotencyKey, id, (recordKey) =>
      commitRoom(deps, change, [
        ...recordKey,
        insertHandover(deps.db, row),
        insertEvent(deps.db, event),
        ...mails,
      ]),
    );
    return stored.id;
  } catch (error) {
    if (!violated(error)?.startsWith('incident_handover.')) throw error;
    const open = (await listHandovers(deps.db, room.incidentId)).find(
      (one) => one.state === 'offered' && one.fromId === fromId,
    );
    // The same form was sent twice.
    if (open?.toId === next.id) return open.id;
    throw refused({
      to: `You’ve offered it to ${open?.toName ?? 'somebody'}. Withdraw that first.`,
    });
  }
}

export const listRoleNames = (roles: readonly MovingRole[]): string =>
  [...new Set(roles.map(({ role }) => responseRoleLabels[role]))].join(', ') || 'no role';

async function movingRoles(
  { db }: Pick<HandoverMailer, 'db'>,
  incident: { id: string; pageId: string; commanderId: string | null; leadId: string | null },
  personId: string | null,
  requestedRoles: readonly ResponseRole[] | undefined,
): Promise<MovingRole[]> {
  const holders = roleHolders(incident, await listRoles(db, incident.id), []);
  const roles = rolesHeld(holders, personId);
  if (!requestedRoles) return roles.filter(({ userId }) => userId === personId);
  const movingRoles2 = requestedRoles.flatMap(
    (role) => roles.find((one) => one.role === role) ?? [],
  );
  if (movingRoles2.length < new Set(requestedRoles).size)
    throw refused({ roles: 'Somebody must have a role before it can be handed over.' });
  return movingRoles2;
}
