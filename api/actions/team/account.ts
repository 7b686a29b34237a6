import { write } from '../../../db/engine/write.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { findMember } from '../../../db/team/account.ts';
import { forgetResets } from '../../../db/team/password-reset.ts';
import { type Caller, changePassword } from '../../auth/session.ts';
import type { Deps } from '../../context/deps.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { refuseGuessable } from './member.ts';
import { securityNotice } from './security-notice.ts';
import { recordSignIn } from './sign-in.ts';

type AccountDeps = Pick<Deps, 'db' | 'auth' | 'config' | 'clock' | 'newId' | 'log' | 'wake'>;

const PER_MEMBER = { limit: 10, window: MINUTE };

/** Changes a member's own password and ends every other session of theirs. Returns the new cookies. */
export async function changeOwnPassword(
  deps: AccountDeps,
  actor: Actor,
  pageId: string,
  caller: Caller,
  typed: { currentPassword: string; newPassword: string },
): Promise<string[]> {
  const member = await findMember(deps.db, pageId, actor.id);
  if (!member) throw notFound('person');
  await refuseGuessable(deps, pageId, 'newPassword', typed.newPassword, member);
  const key = `password:${actor.id}`;
  const blocked = await takeAttempt(deps.db, { key, ...PER_MEMBER }, deps.clock());
  if (blocked !== null) throw new Problem('too_many', 'Too many attempts. Try again in a minute.');
  const cookies = await changePassword(deps, caller, typed);
  const notice = await securityNotice(deps, actor, pageId, member, 'password changed');
  await write(deps.db, [forgetResets(deps.db, actor.id), ...notice]);
  deps.wake();
  await recordSignIn(deps, actor, pageId, 'password');
  return cookies;
}
