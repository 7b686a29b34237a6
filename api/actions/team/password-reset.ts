import { violated, write } from '../../../db/engine/write.ts';
import type { Page } from '../../../db/page/page.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import { setPassword } from '../../../db/team/account.ts';
import { memberOfReset, offerReset, requireReset } from '../../../db/team/password-reset.ts';
import { auditOfMember } from '../../../db/team/sign-in.ts';
import { passwordResetMail } from '../../../templates/email/account.ts';
import type { Caller } from '../../auth/session.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { addressOf } from '../../domain/page/address.ts';
import type { Actor } from '../../domain/response/role.ts';
import { HOUR, MINUTE } from '../../domain/time/time.ts';
import { countLinkRequest, type LinkLimits } from '../../limits/mailed-link.ts';
import { networksOf } from '../../network/address.ts';
import { commit } from '../commit.ts';
import { refuseGuessable } from './member.ts';
import { securityNotice } from './security-notice.ts';
import { accountKey } from './sign-in.ts';

type ResetDeps = Pick<
  Deps,
  | 'db'
  | 'auth'
  | 'config'
  | 'signer'
  | 'clock'
  | 'newId'
  | 'log'
  | 'proxyWarnings'
  | 'stores'
  | 'wake'
>;

const LIFETIME = HOUR;
const LIMITS: LinkLimits = {
  purpose: 'password-reset',
  event: 'password reset',
  hour: 3,
  day: 10,
  networks: [10, 20, 40],
};

/** Mails a link to the member with this address. Answer and work are the same where nobody has it. */
export async function requestPasswordReset(
  deps: ResetDeps,
  page: Page,
  caller: Caller,
  email: string,
): Promise<void> {
  const now = deps.clock();
  const [network = ''] = networksOf(caller.ip);
  const until = await countLinkRequest(deps, LIMITS, { pageId: page.id, ip: caller.ip, email });
  if (until !== null) {
    const minutes = Math.max(1, Math.ceil((until - now) / MINUTE));
    throw new Problem(
      'too_many',
      `Too many requests. Check your inbox for an earlier email, or try again in ${minutes === 1 ? '1 minute' : `${minutes} minutes`}.`,
    );
  }
  const token = randomToken();
  const url = addressOf(page, deps.config.baseUrl);
  const link = `${url}/admin/reset-password?token=${token}`;
  const id = deps.newId();
  const mail = await passwordResetMail({ page: { ...page, url }, link });
  const reset = { id, tokenHash: await sha256(token), createdAt: now, expiresAt: now + LIFETIME };
  const entry = { id: deps.newId(), pageId: page.id, at: now, email, network, isStranger: true };
  await write(deps.db, [
    ...offerReset(deps.db, reset, { id, pageId: page.id, to: email, ...mail }),
    auditOfMember({ ...entry, action: 'password reset requested' }),
  ]);
  deps.log('info', 'password reset requested', { page: page.id, network });
  deps.wake();
}

/** The member behind a link; null when it was used, has expired or never existed. */
export const memberOfToken = async (
  deps: Pick<ResetDeps, 'db' | 'clock'>,
  pageId: string,
  token: string,
) => (token ? memberOfReset(deps.db, pageId, await sha256(token), deps.clock()) : null);

/** Sets the password and ends every session of the person, in the batch that uses the link up. */
export async function resetForgottenPassword(
  deps: ResetDeps,
  pageId: string,
  token: string,
  password: string,
): Promise<void> {
  const person = await memberOfToken(deps, pageId, token);
  if (!person) throw linkEnded();
  await refuseGuessable(deps, pageId, 'password', password, person);
  const at = deps.clock();
  const { id, name, role } = person;
  const actor: Actor = { kind: 'user', id, name, role, pageId };
  const passwordHash = await (await (await deps.auth()).$context).password.hash(password);
  const change = { pageId, actor, at, action: 'password reset', subject: 'member', subjectId: id };
  try {
    await commit(deps, change, [
      requireReset(deps.db, id, await sha256(token), at),
      ...setPassword(deps.db, id, passwordHash, at),
      forgetAttempts(deps.db, [await accountKey(deps, person.email)]),
      ...(await securityNotice(deps, actor, pageId, person, 'password changed')),
    ]);
  } catch (error) {
    if (violated(error) === 'user.name') throw linkEnded();
    throw error;
  }
  deps.log('info', 'password reset', { page: pageId, member: id });
}

const linkEnded = (): Problem =>
  new Problem('forbidden', 'Password not changed: this link is no longer valid.');
