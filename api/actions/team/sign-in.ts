import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { forgetAttempts, takeAttempts, takeBackAttempts } from '../../../db/subscriber/attempt.ts';
import { auditOfMember, noteSignIn, takeAccountAttempt } from '../../../db/team/sign-in.ts';
import { deviceCookie, deviceOf } from '../../auth/device.ts';
import { type Caller, type SignedIn, signIn, signOut } from '../../auth/session.ts';
import type { Deps } from '../../context/deps.ts';
import { Problem } from '../../core/problem.ts';
import { readAddress } from '../../domain/delivery/address.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE, SECOND } from '../../domain/time/time.ts';
import { networksOf } from '../../network/address.ts';

export type SignInDeps = Pick<
  Deps,
  'db' | 'auth' | 'config' | 'signer' | 'clock' | 'newId' | 'log' | 'proxyWarnings'
>;

/** Sign-ins per minute from one network, narrowest first; see `networksOf`. */
const PER_NETWORK = [10, 20, 40];
const PER_DEVICE = 10;

/** Key for attempts on one account. A new password clears them. */
export const accountKey = async (
  deps: Pick<SignInDeps, 'signer'>,
  email: string,
): Promise<string> => `sign-in-account:${await deps.signer.sign('account', email)}`;

/** The normalized address, or the typed text if it is not an address. */
export const typedAddress = (typed: string): string => {
  const read = readAddress(typed);
  return 'email' in read ? read.email : typed.trim().toLowerCase();
};

/**
 * Signs a member in, limited by network and by account. A browser that signed in before is counted
 * by itself, so that nobody can lock a member out by guessing.
 */
export async function signInMember(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  typed: { email: string; password: string },
): Promise<SignedIn> {
  const email = typedAddress(typed.email);
  const counted = await count(deps, pageId, caller, email);
  const { cookies, needsCode } = await signIn(deps, caller, { ...typed, email }).catch(
    async (error) => {
      if (error instanceof Problem && error.code === 'unauthenticated')
        await record(deps, pageId, caller, email, 'sign-in refused', 'wrong email or password');
      throw error;
    },
  );
  await write(deps.db, [
    takeBackAttempts(deps.db, counted),
    forgetAttempts(deps.db, [await accountKey(deps, email)]),
  ]);
  if (needsCode) return { cookies, needsCode };
  return { cookies: await signedIn(deps, pageId, caller, email, cookies), needsCode };
}

/** Records a finished sign-in. Returns the cookies, with the mark of a browser that is known from now on. */
export async function signedIn(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  email: string,
  cookies: readonly string[],
): Promise<string[]> {
  await record(deps, pageId, caller, email, 'sign-in');
  return [...cookies, await deviceCookie(deps, email)];
}

/** Throws at a limit; returns the counted keys. */
async function count(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  email: string,
): Promise<string[]> {
  const now = deps.clock();
  const device = await deviceOf(deps, caller.cookie, email);
  const networks = networksOf(caller.ip);
  const keys = device
    ? [`sign-in-device:${device}`]
    : await Promise.all(
        networks.map(async (one) => `sign-in:${await deps.signer.sign('network', one)}`),
      );
  const limits = keys.map((key, i) => ({
    key,
    limit: device ? PER_DEVICE : (PER_NETWORK[i] ?? 0),
    window: MINUTE,
  }));
  const { until } = await takeAttempts(deps.db, limits, now);
  if (until !== null) {
    if (!device) deps.proxyWarnings.limited(networks[0] ?? '');
    return refuse(deps, pageId, caller, until - now, device ? 'browser' : 'network');
  }
  const next = device
    ? null
    : await takeAccountAttempt(deps.db, await accountKey(deps, email), now);
  if (next !== null) return refuse(deps, pageId, caller, next - now, 'account');
  return keys;
}

/** Goes to the log only: attackers could fill the audit log. */
function refuse(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  wait: number,
  of: 'browser' | 'network' | 'account',
): never {
  const network = networksOf(caller.ip)[0];
  deps.log('warn', 'sign-in refused', { page: pageId, network, reason: `limit of the ${of}` });
  const seconds = Math.max(1, Math.ceil(wait / SECOND));
  const when = `Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`;
  throw new Problem(
    'too_many',
    of === 'account'
      ? `Too many attempts with this email. ${when}`
      : `Too many attempts from your ${of}. ${when}`,
  );
}

export async function record(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  email: string,
  action: 'sign-in' | 'sign-in refused',
  reason?: string,
): Promise<void> {
  const network = networksOf(caller.ip)[0] ?? '';
  const isStranger = action !== 'sign-in';
  const entry = { id: deps.newId(), pageId, at: deps.clock(), email, action, network, isStranger };
  const [written] = await write(deps.db, [
    auditOfMember(entry),
    ...(isStranger ? [] : [noteSignIn(deps.db, pageId, email, entry.at)]),
  ]);
  const member = written?.rows[0]?.id ?? null;
  const facts = { page: pageId, member, network, ...(reason ? { reason } : {}) };
  deps.log(isStranger ? 'warn' : 'info', isStranger ? 'sign-in refused' : 'signed in', facts);
}

export async function signOutMember(
  deps: SignInDeps,
  actor: Actor | undefined,
  pageId: string | undefined,
  caller: Caller,
): Promise<string[]> {
  const cookies = await signOut(deps, caller);
  if (actor && pageId) await recordSignIn(deps, actor, pageId, 'sign-out');
  return cookies;
}

/** Audit entry of what a member did to their own session or password. */
export async function recordSignIn(
  deps: Pick<SignInDeps, 'db' | 'newId' | 'clock' | 'log'>,
  actor: Actor,
  pageId: string,
  action: 'sign-out' | 'password',
): Promise<void> {
  const entry = { id: deps.newId(), pageId, at: deps.clock(), actor, action, subjectId: actor.id };
  const subject = action === 'password' ? 'member' : 'session';
  await write(deps.db, [insertAudit(deps.db, { ...entry, subject })]);
  deps.log('info', action === 'password' ? 'password changed' : 'signed out', { member: actor.id });
}
