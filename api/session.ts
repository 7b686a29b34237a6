import { findToken, roleOf } from '../db/account.ts';
import { CLIENT_IP } from './auth.ts';
import type { Deps } from './deps.ts';
import type { Actor } from './domain/role.ts';
import { Problem } from './problem.ts';
import { sha256 } from './secret.ts';

/** The person behind the session cookie as far as this page knows them, and cookies to renew it. */
export async function personOf(
  deps: Pick<Deps, 'auth' | 'db'>,
  headers: Headers,
  pageId: string,
): Promise<{ actor: Actor; cookies: string[] } | null> {
  const answer = await deps.auth.api.getSession({ headers, returnHeaders: true });
  if (!answer.response) return null;
  const { user } = answer.response;
  const role = await roleOf(deps.db, pageId, user.id);
  return (
    role && {
      actor: { kind: 'user', id: user.id, name: user.name, role },
      cookies: answer.headers.getSetCookie(),
    }
  );
}

/** The holder of an API token: `Authorization: OAuth <token>` or `Bearer <token>`. */
export async function tokenOf(
  deps: Pick<Deps, 'db'>,
  headers: Headers,
): Promise<(Actor & { pageId: string }) | null> {
  const hash = await tokenHash(headers);
  const row = hash && (await findToken(deps.db, hash));
  return row
    ? { kind: 'token', id: row.id, name: row.name, role: row.role, pageId: row.pageId }
    : null;
}

/** What is kept of a token; null where the request names none. */
export async function tokenHash(headers: Headers): Promise<string | null> {
  const [, token] = /^(?:OAuth|Bearer) +(\S+)$/i.exec(headers.get('authorization') ?? '') ?? [];
  return token ? sha256(token) : null;
}

/** Who asks, for better-auth: its limits count by address, its sessions keep the browser's name. */
export type Caller = { ip: string | undefined; userAgent?: string; cookie?: string };

/** The cookies of a new session. The same refusal for an unknown address and a wrong password. */
export async function signIn(
  deps: Pick<Deps, 'auth' | 'config'>,
  caller: Caller,
  typed: { email: string; password: string },
): Promise<string[]> {
  const answer = await ask(deps, caller, '/sign-in/email', typed);
  if (answer.ok) return answer.headers.getSetCookie();
  throw new Problem(
    'unauthenticated',
    'That email and password do not belong together. Check both and try again.',
  );
}

export async function signOut(
  deps: Pick<Deps, 'auth' | 'config'>,
  caller: Caller,
): Promise<string[]> {
  return (await ask(deps, caller, '/sign-out', {})).headers.getSetCookie();
}

/** Every other session of the person ends; the cookies are those of this one, made anew. */
export async function changePassword(
  deps: Pick<Deps, 'auth' | 'config'>,
  caller: Caller,
  typed: { currentPassword: string; newPassword: string },
): Promise<string[]> {
  const body = { ...typed, revokeOtherSessions: true };
  const answer = await ask(deps, caller, '/change-password', body);
  if (answer.ok) return answer.headers.getSetCookie();
  throw new Problem('invalid', 'Your password was not changed.', {
    currentPassword: 'This is not your present password.',
  });
}

async function ask(
  deps: Pick<Deps, 'auth' | 'config'>,
  caller: Caller,
  path: string,
  body: object,
): Promise<Response> {
  const { baseUrl } = deps.config;
  const headers = new Headers({ 'content-type': 'application/json', origin: baseUrl });
  if (caller.ip) headers.set(CLIENT_IP, caller.ip);
  if (caller.userAgent) headers.set('user-agent', caller.userAgent);
  if (caller.cookie) headers.set('cookie', caller.cookie);
  const url = `${baseUrl}/api/auth${path}`;
  const answer = await deps.auth.handler(
    new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
  if (answer.status === 429) throw tooMany(Number(answer.headers.get('x-retry-after')) || 60);
  if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} to ${path}`);
  return answer;
}

const tooMany = (seconds: number): Problem =>
  new Problem(
    'too_many',
    `Too many attempts from your network. Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
  );
