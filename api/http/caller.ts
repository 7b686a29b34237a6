import type { Caller } from '../auth/session.ts';
import type { AppContext } from '../context/context.ts';
import { clientIp } from './client-ip.ts';

export const callerOf = (c: AppContext): Caller => ({
  ip: clientIp(c),
  ...(c.req.header('user-agent') ? { userAgent: c.req.header('user-agent') ?? '' } : {}),
  ...(c.req.header('cookie') ? { cookie: c.req.header('cookie') ?? '' } : {}),
});

export function setCookies(c: AppContext, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true });
}
