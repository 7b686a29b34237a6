import { parse } from 'hono/utils/cookie';
import { randomToken } from '../core/secret.ts';
import { DAY, SECOND } from '../domain/time/time.ts';
import type { AuthDeps } from './auth.ts';

type DeviceDeps = Pick<AuthDeps, 'config' | 'signer' | 'clock'>;

const LIFETIME = 180 * DAY;

const nameOf = ({ config }: DeviceDeps): string =>
  config.baseUrl.startsWith('https:') ? '__Host-allclear-browser' : 'allclear-browser';

/** A cookie that proves that this browser has signed in as `email` before. It grants no access. */
export async function deviceCookie(deps: DeviceDeps, email: string): Promise<string> {
  const expires = deps.clock() + LIFETIME;
  const id = randomToken().slice(0, 16);
  const value = `${id}.${expires}.${await deps.signer.sign('browser', email, id, expires)}`;
  const secure = deps.config.baseUrl.startsWith('https:') ? '; Secure' : '';
  return `${nameOf(deps)}=${value}; Max-Age=${LIFETIME / SECOND}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

/** The key under which attempts of this browser are counted; null when it never signed in as `email`. */
export async function deviceOf(
  deps: DeviceDeps,
  cookies: string | undefined,
  email: string,
): Promise<string | null> {
  const name = nameOf(deps);
  const [id = '', expires = '', mac = ''] = (parse(cookies ?? '', name)[name] ?? '').split('.');
  if (!(Number(expires) > deps.clock())) return null;
  const isOurs = await deps.signer.verify(mac, 'browser', email, id, Number(expires));
  return isOurs ? id : null;
}
