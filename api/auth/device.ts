import { parse } from 'hono/utils/cookie';
import type { Deps } from '../context/deps.ts';
import { randomToken } from '../core/secret.ts';
import { DAY, SECOND } from '../domain/time/time.ts';

type On = Pick<Deps, 'config' | 'signer' | 'clock'>;

const LIFE = 180 * DAY;

const nameOf = ({ config }: On): string =>
  config.baseUrl.startsWith('https:') ? '__Host-allclear-browser' : 'allclear-browser';

/** Says that this browser has signed in as `email` before. It lets nobody in. */
export async function deviceCookie(on: On, email: string): Promise<string> {
  const expires = on.clock() + LIFE;
  const id = randomToken().slice(0, 16);
  const value = `${id}.${expires}.${await on.signer.sign('browser', email, id, expires)}`;
  const secure = on.config.baseUrl.startsWith('https:') ? '; Secure' : '';
  return `${nameOf(on)}=${value}; Max-Age=${LIFE / SECOND}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

/** What attempts of a browser are counted by; null where it never signed in as `email`. */
export async function deviceOf(
  on: On,
  cookies: string | undefined,
  email: string,
): Promise<string | null> {
  const name = nameOf(on);
  const [id = '', expires = '', mac = ''] = (parse(cookies ?? '', name)[name] ?? '').split('.');
  if (!(Number(expires) > on.clock())) return null;
  const isOurs = await on.signer.verify(mac, 'browser', email, id, Number(expires));
  return isOurs ? id : null;
}
