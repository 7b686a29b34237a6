import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { findMember } from '../../../db/team/account.ts';
import { hasTwoFactor, removeTwoFactor } from '../../../db/team/two-factor.ts';
import { readCode } from '../../auth/recovery-codes.ts';
import type { Caller } from '../../auth/session.ts';
import {
  beginTwoFactor,
  confirmTwoFactor,
  endTwoFactor,
  newRecoveryCodes,
  recoveryCodes,
} from '../../auth/two-factor.ts';
import type { Deps } from '../../context/deps.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { type NoticeDeps, securityNotice } from './security-notice.ts';

type TwoFactorDeps = NoticeDeps & Pick<Deps, 'auth' | 'log'>;

/** A signed-in member who changes their own account. */
export type SignedInMember = { actor: Actor; pageId: string; caller: Caller };

const PER_MEMBER = { limit: 10, window: MINUTE };

/** Returns the address for authenticator apps. Nothing changes until `turnOn` has a code of the app. */
export async function setUpApp(
  deps: TwoFactorDeps,
  { actor, caller }: SignedInMember,
  typed: { password: string; issuer: string },
): Promise<string> {
  await limit(deps, actor);
  const begun = await beginTwoFactor(deps, caller, typed);
  if (begun === 'already on') throw new Problem('invalid', 'It is already on.');
  if (begun === 'wrong password') throw wrongPassword();
  return begun.uri;
}

/** Returns the recovery codes, which are shown once. */
export async function turnOn(
  deps: TwoFactorDeps,
  { actor, pageId, caller }: SignedInMember,
  typed: string,
): Promise<{ cookies: string[]; codes: string[] }> {
  await limit(deps, actor);
  const wasOn = await hasTwoFactor(deps.db, actor.id);
  const confirmed = wasOn ? null : await confirmTwoFactor(deps, caller, readCode(typed).value);
  if (!confirmed)
    throw new Problem('invalid', 'Two-factor authentication isn’t on yet.', {
      code: 'Incorrect code. Enter the 6 digits your app shows now, and check that your phone’s clock is right.',
    });
  await audit(deps, actor, pageId, actor.id, 'two-factor on');
  return { cookies: confirmed.cookies, codes: (await recoveryCodes(deps, actor.id)) ?? [] };
}

/** Returns the cookies of the session, which is replaced. */
export async function turnOff(
  deps: TwoFactorDeps,
  { actor, pageId, caller }: SignedInMember,
  password: string,
): Promise<string[]> {
  await limit(deps, actor);
  const person = await findMember(deps.db, pageId, actor.id);
  const ended = await endTwoFactor(deps, caller, password);
  if (!ended) throw wrongPassword();
  await audit(deps, actor, pageId, actor.id, 'two-factor off');
  if (person) await notify(deps, actor, pageId, person);
  return ended.cookies;
}

export async function replaceCodes(
  deps: TwoFactorDeps,
  { actor, pageId, caller }: SignedInMember,
  password: string,
): Promise<string[]> {
  await limit(deps, actor);
  const codes = await newRecoveryCodes(deps, caller, password);
  if (!codes) throw wrongPassword();
  await audit(deps, actor, pageId, actor.id, 'recovery codes');
  return codes;
}

/** For a member who lost the phone. Their password stays. */
export async function turnOffFor(
  deps: NoticeDeps & Pick<TwoFactorDeps, 'log'>,
  actor: Actor,
  pageId: string,
  userId: string,
): Promise<void> {
  const person = await findMember(deps.db, pageId, userId);
  if (!person) throw notFound('person');
  if (actor.id === userId)
    throw new Problem('invalid', 'Turn off your own under “Account”, with your password.');
  await write(deps.db, removeTwoFactor(deps.db, userId));
  await audit(deps, actor, pageId, userId, 'two-factor off');
  await notify(deps, actor, pageId, person);
}

async function notify(
  deps: NoticeDeps,
  actor: Actor,
  pageId: string,
  person: { id: string; email: string },
): Promise<void> {
  await write(deps.db, await securityNotice(deps, actor, pageId, person, 'two-factor off'));
  deps.wake();
}

async function limit(deps: TwoFactorDeps, actor: Actor): Promise<void> {
  const key = `two-factor-settings:${actor.id}`;
  const blocked = await takeAttempt(deps.db, { key, ...PER_MEMBER }, deps.clock());
  if (blocked !== null) throw new Problem('too_many', 'Too many attempts. Try again in a minute.');
}

const wrongPassword = (): Problem =>
  new Problem('invalid', 'Nothing has changed.', { password: 'This isn’t your current password.' });

async function audit(
  deps: Pick<TwoFactorDeps, 'db' | 'clock' | 'newId' | 'log'>,
  actor: Actor,
  pageId: string,
  subjectId: string,
  action: 'two-factor on' | 'two-factor off' | 'recovery codes',
): Promise<void> {
  const entry = { id: deps.newId(), pageId, at: deps.clock(), actor, action, subjectId };
  await write(deps.db, [insertAudit(deps.db, { ...entry, subject: 'member' })]);
  deps.log('info', action === 'recovery codes' ? 'recovery codes replaced' : action, {
    member: subjectId,
  });
}
