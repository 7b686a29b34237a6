import { z } from 'zod';
import { type Statement, violated } from '../../../db/engine/write.ts';
import { endShiftsOf } from '../../../db/on-call/people.ts';
import { findPage } from '../../../db/page/page.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import {
  deleteMember,
  findMember,
  insertMember,
  type Member,
  requireOwner,
  setPassword,
  updateRole,
} from '../../../db/team/account.ts';
import type { Auth } from '../../auth/auth.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import type { Signer } from '../../core/secret.ts';
import { weaknessOf } from '../../domain/account/password.ts';
import { EmailAddress } from '../../domain/delivery/address.ts';
import type { Actor, Role } from '../../domain/response/role.ts';
import { type Change, commit, type Publisher } from '../commit.ts';
import { type NoticeDeps, securityNotice } from './security-notice.ts';
import { accountKey } from './sign-in.ts';

export const Password = z
  .string()
  .min(10, 'Use a password with at least 10 characters.')
  .max(128, 'A password can have at most 128 characters.');

/** Rejects a weak password at its field. `about`: facts about the person that others know. */
export function refuseWeak(field: string, password: string, about: readonly string[]): void {
  const weakness = weaknessOf(password, about);
  if (weakness) throw refused({ [field]: weakness });
}

export const Person = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(80, 'A name can have at most 80 characters.'),
  email: EmailAddress.pipe(z.email('Use only letters, digits and . _ + - ’ before the @.')),
  password: Password,
});
export type Person = z.infer<typeof Person>;

export async function changeRole(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  userId: string,
  role: Role,
): Promise<void> {
  const before = await memberOf(deps, pageId, userId);
  const change = { ...about(deps, actor, pageId, userId), action: 'edit', before, after: { role } };
  await commitUnlessLastOwner(deps, change, [updateRole(deps.db, pageId, userId, role)]);
}

/** Rejects a weak password, such as one made of the name of the person or the page. */
export async function refuseGuessable(
  deps: Pick<Publisher, 'db'>,
  pageId: string,
  field: string,
  password: string,
  person: { name: string; email: string },
): Promise<void> {
  const page = await findPage(deps.db, pageId);
  refuseWeak(field, password, [person.name, person.email, page?.name ?? '']);
}

/** For a forgotten password. The audit log records that it was reset, never the value. */
export async function resetPassword(
  deps: Publisher & NoticeDeps & { auth: () => Promise<Auth>; signer: Signer },
  actor: Actor,
  pageId: string,
  userId: string,
  password: string,
): Promise<void> {
  const person = await memberOf(deps, pageId, userId);
  await refuseGuessable(deps, pageId, 'password', password, person);
  const change = { ...about(deps, actor, pageId, userId), action: 'password' };
  const passwordHash = await (await (await deps.auth()).$context).password.hash(password);
  await commit(deps, change, [
    ...setPassword(deps.db, userId, passwordHash, change.at),
    forgetAttempts(deps.db, [await accountKey(deps, person.email)]),
    ...(await securityNotice(deps, actor, pageId, person, 'password changed')),
  ]);
}

export async function removeMember(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  userId: string,
): Promise<void> {
  const before = await memberOf(deps, pageId, userId);
  const change = { ...about(deps, actor, pageId, userId), action: 'delete', before };
  const left = { pageId, personId: userId, name: before.name, at: change.at };
  await commitUnlessLastOwner(deps, change, [
    endShiftsOf(deps.db, left),
    ...deleteMember(deps.db, pageId, userId, change.at),
  ]);
}

/** A member with a password, hashed as better-auth checks it. */
export async function memberRows(
  deps: Publisher & { auth: () => Promise<Auth> },
  person: Person & { role: Role; userId: string; pageId: string; at: number },
): Promise<Statement[]> {
  const { password, ...row } = person;
  const passwordHash = await (await (await deps.auth()).$context).password.hash(password);
  return insertMember(deps.db, { ...row, accountId: deps.newId(), passwordHash });
}

export function refuseKnownAddress(error: unknown): never {
  if (violated(error) === 'user.email')
    throw new Problem('invalid', 'No one was added.', {
      email: 'This address already has an account.',
    });
  throw error;
}

async function memberOf(deps: Publisher, pageId: string, userId: string): Promise<Member> {
  const found = await findMember(deps.db, pageId, userId);
  if (!found) throw notFound('person');
  return found;
}

const about = (deps: Publisher, actor: Actor, pageId: string, subjectId: string) => ({
  pageId,
  actor,
  at: deps.clock(),
  subject: 'member',
  subjectId,
});

/** When two owners demote each other at the same time, the later batch is rejected as a whole. */
async function commitUnlessLastOwner(
  deps: Publisher,
  change: Change,
  statements: Statement[],
): Promise<void> {
  try {
    await commit(deps, change, [...statements, requireOwner(deps.db, change.pageId)]);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    throw new Problem(
      'invalid',
      'A page needs at least one owner. Make someone else an owner first.',
    );
  }
}
