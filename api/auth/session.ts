import { parseSigned } from 'hono/utils/cookie';
import { findToken, sessionQuery } from '../../db/team/account.ts';
import { Problem } from '../core/problem.ts';
import { sha256 } from '../core/secret.ts';
import type { Actor } from '../domain/response/role.ts';
import { SECOND } from '../domain/time/time.ts';
import type { AuthDeps } from './auth.ts';
import { CLIENT_IP } from './client-ip-header.ts';

export type SignedInPerson = {
  actor: Actor;
  cookies: string[];
  session: { id: string; lastActiveAt: number };
};

/**
 * The person behind the session cookie, and cookies to renew it. Read here and not by better-auth,
 * which queries more than once; only renewal uses it.
 */
export async function personOf(
  deps: Pick<AuthDeps, 'auth' | 'db' | 'pageId'>,
  headers: Headers,
  mayRenew: boolean,
): Promise<SignedInPerson | null> {
  const token = await sessionToken(deps, headers);
  const [found] = token ? await sessionQuery(deps.db, token, deps.pageId) : [];
  const left = (found?.expiresAt.getTime() ?? 0) - Date.now(); // better-auth wrote it with this clock
  if (!found || left <= 0) return null;
  const { id, name, role, pageId } = found;
  const session = { id: found.sessionId, lastActiveAt: found.lastActiveAt.getTime() };
  const actor = { kind: 'user', id, name, role, pageId } as const;
  const person = { actor, session, cookies: [] };
  const auth = await deps.auth();
  const { expiresIn, updateAge } = (await auth.$context).sessionConfig;
  if (!mayRenew || left > (expiresIn - updateAge) * SECOND) return person;
  const renewed = await auth.api.getSession({ headers, returnHeaders: true });
  return renewed.response && { ...person, cookies: renewed.headers.getSetCookie() };
}

/** The token in the cookie, if its signature is ours. */
export async function sessionToken(
  deps: Pick<AuthDeps, 'auth'>,
  headers: Headers,
): Promise<string | null> {
  const cookies = headers.get('cookie');
  if (!cookies) return null;
  const { secret, authCookies } = await (await deps.auth()).$context;
  const { name } = authCookies.sessionToken;
  const signed = await parseSigned(cookies, secret, name);
  return signed[name] || null;
}

/** The API token that a request names. */
export async function tokenOf(
  deps: Pick<AuthDeps, 'db' | 'clock'>,
  headers: Headers,
): Promise<(Actor & { pageId: string; lastUsedAt: number | null }) | null> {
  const hash = await tokenHash(headers);
  const row = hash && (await findToken(deps.db, hash));
  if (!row || (row.expiresAt !== null && row.expiresAt <= deps.clock())) return null;
  const { id, name, role, pageId, madeById: personId, scope, lastUsedAt } = row;
  return { kind: 'token', id, name, role, pageId, personId, scope, lastUsedAt };
}

/**
 * `OAuth KEY`, as Statuspage documents it, and what its clients send: `Bearer KEY`, `Token
 * token="KEY"`, `KEY`.
 */
const tokenIn = (header: string): string | undefined =>
  /^(?:(?:OAuth|Bearer|Token|ApiKey)\s*:?\s+)?(?:(?:token|api_key)=)?("?)([^\s"=,:]+)\1$/i.exec(
    header.trim(),
  )?.[2];

/** The stored hash of a token; null when the request has none. */
export async function tokenHash(headers: Headers): Promise<string | null> {
  const token = tokenIn(headers.get('authorization') ?? '');
  return token ? sha256(token) : null;
}

/** Who calls. Limits count by address; sessions store it with the browser's name. */
export type Caller = { ip: string; userAgent?: string; cookie?: string };

/** Cookies of a new session, or of a sign-in that still needs a code. */
export type SignedIn = { cookies: string[]; needsCode: boolean };

/** An unknown address and a wrong password give the same error. */
export async function signIn(
  deps: Pick<AuthDeps, 'auth' | 'config'>,
  caller: Caller,
  typed: { email: string; password: string },
): Promise<SignedIn> {
  const answer = await ask(deps, caller, '/sign-in/email', typed);
  if (answer.ok) {
    const { twoFactorRedirect } = (await answer.json()) as { twoFactorRedirect?: boolean };
    const cookies = answer.headers.getSetCookie();
    return { cookies, needsCode: twoFactorRedirect === true };
  }
  throw new Problem('unauthenticated', 'Incorrect email or password.');
}

export async function signOut(
  deps: Pick<AuthDeps, 'auth' | 'config'>,
  caller: Caller,
): Promise<string[]> {
  return (await ask(deps, caller, '/sign-out', {})).headers.getSetCookie();
}

/** Ends every other session of the person and returns new cookies for this one. */
export async function changePassword(
  deps: Pick<AuthDeps, 'auth' | 'config'>,
  caller: Caller,
  typed: { currentPassword: string; newPassword: string },
): Promise<string[]> {
  const body = { ...typed, revokeOtherSessions: true };
  const answer = await ask(deps, caller, '/change-password', body);
  if (answer.ok) return answer.headers.getSetCookie();
  throw new Problem('invalid', 'Password not changed.', {
    currentPassword: 'This isn’t your current password.',
  });
}

/** Calls better-auth as a browser would. Throws when it fails itself. */
export async function ask(
  deps: Pick<AuthDeps, 'auth' | 'config'>,
  caller: Caller,
  path: string,
  body: object,
): Promise<Response> {
  const { baseUrl } = deps.config;
  const headers = new Headers({ 'content-type': 'application/json', origin: baseUrl });
  if (caller.ip !== 'unknown') headers.set(CLIENT_IP, caller.ip);
  if (caller.userAgent) headers.set('user-agent', caller.userAgent);
  if (caller.cookie) headers.set('cookie', caller.cookie);
  const url = `${baseUrl}/api/auth${path}`;
  const auth = await deps.auth();
  const answer = await auth.handler(
    new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} to ${path}`);
  return answer;
}
