import type { z } from 'zod';
import { commit, type Publisher } from '../../../api/actions/commit.ts';
import { memberRows, Person, refuseGuessable } from '../../../api/actions/team/member.ts';
import type { Auth } from '../../../api/auth/auth.ts';
import { type Actor, Role } from '../../../api/domain/response/role.ts';

type Adder = Publisher & { auth: () => Promise<Auth> };

export const NewMember = Person.extend({ role: Role });

/** A member with a password, without an invitation. Returns their id. */
export async function addMember(
  deps: Adder,
  actor: Actor,
  pageId: string,
  input: z.infer<typeof NewMember>,
): Promise<string> {
  await refuseGuessable(deps, pageId, 'password', input.password, input);
  const at = deps.clock();
  const userId = deps.newId();
  const { name, email, role } = input;
  const change = { pageId, actor, at, action: 'create', subject: 'member', subjectId: userId };
  const rows = await memberRows(deps, { ...input, userId, pageId, at });
  await commit(deps, { ...change, after: { name, email, role } }, rows);
  return userId;
}

/** A member `NAME@example.com` of the page, as the actor of what they do. */
export async function addPerson(
  { deps, owner, pageId }: { deps: Adder; owner: Actor; pageId: string },
  name: string,
  role: Role = 'publisher',
): Promise<Actor> {
  const email = `${name.toLowerCase()}@example.com`;
  const member = NewMember.parse({ name, email, role, password: 'correct horse' });
  return { kind: 'user', id: await addMember(deps, owner, pageId, member), name, role, pageId };
}
