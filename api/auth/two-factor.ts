import { parse, parseSigned } from 'hono/utils/cookie';
import type { AuthDeps } from './auth.ts';
import { ask, type Caller } from './session.ts';

type TwoFactorDeps = Pick<AuthDeps, 'auth' | 'config'>;

/** The name of the cookie of somebody whose password was right and who owes a code. */
const CHALLENGE = 'two_factor';

/** The id of the sign-in that waits for a code, if the signature of its cookie is ours. */
export async function challengeIn(deps: TwoFactorDeps, caller: Caller): Promise<string | null> {
  const { secret, createAuthCookie } = await (await deps.auth()).$context;
  const { name } = createAuthCookie(CHALLENGE);
  return (await parseSigned(caller.cookie ?? '', secret, name))[name] || null;
}

/** `failed`: neither right nor wrong, such as after SECRET_KEY was changed. */
export type CodeAnswer = { cookies: string[] } | 'wrong' | 'ended' | 'failed';

/** Finishes a sign-in with a code of the app, or with a recovery code, which is used up. */
export async function answerChallenge(
  deps: TwoFactorDeps,
  caller: Caller,
  code: { kind: 'app' | 'recovery'; value: string },
): Promise<CodeAnswer> {
  const { createAuthCookie } = await (await deps.auth()).$context;
  const { name } = createAuthCookie(CHALLENGE);
  const value = parse(caller.cookie ?? '', name)[name] ?? '';
  // No other cookie: in a session that exists, better-auth would sign nobody in.
  const challenged = { ...caller, cookie: `${name}=${encodeURIComponent(value)}` };
  const path = code.kind === 'app' ? '/two-factor/verify-totp' : '/two-factor/verify-backup-code';
  const { answer, error } = await callAuth(deps, challenged, path, { code: code.value });
  if (answer?.ok) return { cookies: answer.headers.getSetCookie() };
  if (error === 'INVALID_CODE' || error === 'INVALID_BACKUP_CODE') return 'wrong';
  return answer && answer.status < 500 && error !== '' ? 'ended' : 'failed';
}

/** Null when the password is wrong. The codes are shown once the app is confirmed. */
export async function beginTwoFactor(
  deps: TwoFactorDeps,
  caller: Caller,
  typed: { password: string; issuer: string },
): Promise<{ uri: string } | 'wrong password' | 'already on'> {
  const { answer, error } = await callAuth(deps, caller, '/two-factor/enable', typed);
  if (error === 'TOTP_ALREADY_ENABLED') return 'already on';
  if (!answer?.ok) return 'wrong password';
  const { totpURI } = (await answer.json()) as { totpURI: string };
  return { uri: totpURI };
}

/** Turns it on when the code is right. The session is replaced. */
export async function confirmTwoFactor(
  deps: TwoFactorDeps,
  caller: Caller,
  code: string,
): Promise<{ cookies: string[] } | null> {
  const { answer } = await callAuth(deps, caller, '/two-factor/verify-totp', { code });
  return answer?.ok ? { cookies: answer.headers.getSetCookie() } : null;
}

/** Null when the password is wrong. The session is replaced. */
export async function endTwoFactor(
  deps: TwoFactorDeps,
  caller: Caller,
  password: string,
): Promise<{ cookies: string[] } | null> {
  const { answer } = await callAuth(deps, caller, '/two-factor/disable', { password });
  return answer?.ok ? { cookies: answer.headers.getSetCookie() } : null;
}

/** Ten new recovery codes in place of those before; null when the password is wrong. */
export async function newRecoveryCodes(
  deps: TwoFactorDeps,
  caller: Caller,
  password: string,
): Promise<string[] | null> {
  const path = '/two-factor/generate-backup-codes';
  const { answer } = await callAuth(deps, caller, path, { password });
  if (!answer?.ok) return null;
  return ((await answer.json()) as { backupCodes: string[] }).backupCodes;
}

/** The recovery codes that are not used yet; null when they cannot be decrypted. */
export async function recoveryCodes(
  deps: Pick<AuthDeps, 'auth'>,
  userId: string,
): Promise<string[] | null> {
  const { api } = await deps.auth();
  return api.viewBackupCodes({ body: { userId } }).then(
    ({ backupCodes }) => backupCodes,
    () => null,
  );
}

/** `error` is better-auth's code of a refusal, or empty. */
async function callAuth(deps: TwoFactorDeps, caller: Caller, path: string, body: object) {
  const answer = await ask(deps, caller, path, body).catch(() => null);
  if (!answer || answer.ok) return { answer, error: '' };
  const { code = '' } = (await answer.json().catch(() => ({}))) as { code?: string };
  return { answer, error: code };
}
