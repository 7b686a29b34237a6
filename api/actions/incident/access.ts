import type { Statement } from '../../../db/engine/write.ts';
import {
  deleteReaders,
  findAccess,
  insertReader,
  redactAudit,
  setAudience,
} from '../../../db/incident/reader.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { personIdOf } from '../../domain/incident/access.ts';
import type { Audience } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';

type Target = { pageId: string; incidentId: string };

/** Whoever opens a restricted incident is the first person it names. */
export function openerStatements(
  deps: Publisher,
  actor: Actor,
  { incidentId, audience, at }: { incidentId: string; audience: Audience; at: number },
): Statement[] {
  if (audience !== 'restricted') return [];
  const userId = personIdOf(actor);
  if (userId === null)
    throw new Problem('invalid', 'A restricted incident needs a person who may read it.', {
      visibility: 'Use a token that a member created in the console.',
    });
  return [insertReader(deps.db, { incidentId, userId, addedBy: actor.name, addedAt: at })];
}

/** Names the people who may read a restricted incident: at least one, all of them members. */
export async function nameReaders(
  deps: Publisher,
  actor: Actor,
  { pageId, incidentId }: Target,
  wanted: readonly string[],
): Promise<void> {
  const access = await restrictedAccess(deps, { pageId, incidentId });
  const members = new Set((await listMembers(deps.db, pageId)).map(({ id }) => id));
  const named = [...new Set(wanted)].filter((id) => members.has(id));
  if (named.length === 0) throw refused({ people: 'Choose at least one person.' });
  const at = deps.clock();
  const added = named.filter((id) => !access.people.includes(id));
  const removed = access.people.filter((id) => !named.includes(id));
  if (added.length + removed.length === 0) return;
  await commit(deps, about(pageId, incidentId, actor, at, { people: named }), [
    ...added.map((userId) =>
      insertReader(deps.db, { incidentId, userId, addedBy: actor.name, addedAt: at }),
    ),
    deleteReaders(deps.db, incidentId, removed),
  ]);
}

type Wanted = {
  visibility?: 'internal' | 'restricted' | undefined;
  /** Ids or email addresses of members. */
  people?: readonly string[] | undefined;
};

/** What a script asks for: restricts an incident, names people, or lifts the restriction. */
export async function changeAccess(
  deps: Publisher,
  actor: Actor,
  target: Target,
  { visibility, people }: Wanted,
): Promise<void> {
  const access = await findAccess(deps.db, target.pageId, target.incidentId);
  if (!access) throw notFound('incident');
  if (access.audience === 'public')
    throw new Problem('invalid', 'Everybody can read this incident: it is public.');
  const wanted = visibility ?? access.audience;
  if (people && wanted !== 'restricted')
    throw refused({ people: 'Only a restricted incident names people. Restrict it first.' });
  const named = people && (await memberIds(deps, target.pageId, people));
  if (wanted === 'restricted' && access.audience === 'internal')
    await restrict(deps, actor, target);
  if (named) await nameReaders(deps, actor, target, named);
  if (wanted === 'internal' && access.audience === 'restricted')
    await liftRestriction(deps, actor, target);
}

/** Throws for somebody who is not on the team, before anything is changed. */
async function memberIds(deps: Publisher, pageId: string, people: readonly string[]) {
  const members = await listMembers(deps.db, pageId);
  const found = people.map((who) =>
    members.find(({ id, email }) => id === who || email === who.toLowerCase()),
  );
  if (found.includes(undefined) || found.length === 0)
    throw refused({
      people:
        found.length === 0
          ? 'Choose at least one person.'
          : 'Somebody in people isn’t on the team, or has left.',
    });
  return found.flatMap((member) => member?.id ?? []);
}

/** Opens a restricted incident to the whole team. It stays internal until its first public update. */
export async function liftRestriction(
  deps: Publisher,
  actor: Actor,
  target: Target,
): Promise<void> {
  const { pageId, incidentId } = target;
  const access = await restrictedAccess(deps, target);
  const person = personIdOf(actor);
  if (person === null || !access.people.includes(person))
    throw new Problem('forbidden', 'Only a person it names can open this incident to the team.');
  const at = deps.clock();
  await commit(deps, about(pageId, incidentId, actor, at, { audience: 'internal' }), [
    ...setAudience(deps.db, incidentId, 'internal'),
    deleteReaders(deps.db, incidentId, access.people),
  ]);
}

/** Keeps an internal incident to the person who restricts it, until an owner names others. */
export async function restrict(deps: Publisher, actor: Actor, target: Target): Promise<void> {
  const { pageId, incidentId } = target;
  const access = await findAccess(deps.db, pageId, incidentId);
  if (!access) throw notFound('incident');
  if (access.audience !== 'internal')
    throw new Problem('invalid', 'Only an internal incident can be restricted.');
  if (access.drill) throw new Problem('invalid', 'A drill can’t be restricted.');
  const at = deps.clock();
  await commit(deps, about(pageId, incidentId, actor, at, { audience: 'restricted' }), [
    ...setAudience(deps.db, incidentId, 'restricted'),
    redactAudit(incidentId),
    ...openerStatements(deps, actor, { incidentId, audience: 'restricted', at }),
  ]);
}

async function restrictedAccess(deps: Publisher, { pageId, incidentId }: Target) {
  const access = await findAccess(deps.db, pageId, incidentId);
  if (access?.audience !== 'restricted') throw notFound('restricted incident');
  return access;
}

const about = (pageId: string, subjectId: string, actor: Actor, at: number, after: object) => ({
  ...{ pageId, actor, at, action: 'access', subject: 'incident', subjectId },
  after,
});
