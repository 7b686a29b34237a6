import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import type { Db } from '../../db/engine/client.ts';
import * as tables from '../../db/schema/auth.ts';
import type { Log } from '../core/log.ts';
import { CLIENT_IP } from './client-ip-header.ts';

/** Email and password. Accounts are made by set-up and by an owner, never by a stranger. */
export function createAuth(options: { db: Db; baseUrl: string; secret: string; log: Log }) {
  const secure = options.baseUrl.startsWith('https:');
  return betterAuth({
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    secret: options.secret,
    telemetry: { enabled: false },
    // Its own words carry what it met; ours say that it failed.
    logger: {
      level: 'error',
      log: (level) => options.log(level === 'error' ? 'error' : 'warn', 'signing in failed inside'),
    },
    database: drizzleAdapter(options.db, { provider: 'sqlite', schema: tables }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    rateLimit: { enabled: false }, // attempts are counted before it is asked
    advanced: {
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP] },
      cookies: {
        session_token: {
          name: secure ? '__Host-allclear' : 'allclear',
          attributes: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
        },
      },
    },
  });
}
