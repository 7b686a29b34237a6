import { drizzleAdapter } from 'better-auth/adapters/drizzle';
// Without the query builder that other databases need: a sixteenth of the Worker.
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Db } from '../../db/engine/client.ts';
import * as tables from '../../db/schema/team/auth.ts';
import type { Log } from '../core/log.ts';
import { CLIENT_IP } from './client-ip-header.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';

/** Email, password and a second factor. Accounts are created by set-up and by invitations only. */
export function createAuth(options: { db: Db; baseUrl: string; secret: string; log: Log }) {
  const secure = options.baseUrl.startsWith('https:');
  const attributes = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
  return betterAuth({
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    secret: options.secret,
    telemetry: { enabled: false },
    // better-auth's own messages contain personal data; ours say only that it failed.
    logger: {
      level: 'error',
      log: (level) =>
        options.log(level === 'error' ? 'error' : 'warn', 'sign-in failed internally'),
    },
    database: drizzleAdapter(options.db, { provider: 'sqlite', schema: tables }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    session: { expiresIn: 60 * 60 * 24 * 14, updateAge: 60 * 60 * 24 },
    rateLimit: { enabled: false }, // sign-in attempts are limited before better-auth is called
    plugins: [
      twoFactor({
        accountLockout: { enabled: false }, // codes too: see `enterCode`
        backupCodeOptions: { customBackupCodesGenerate: makeRecoveryCodes },
      }),
    ],
    advanced: {
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: [CLIENT_IP] },
      cookies: {
        session_token: {
          name: secure ? '__Host-allclear' : 'allclear',
          attributes,
        },
        two_factor: { name: secure ? '__Host-allclear-code' : 'allclear-code', attributes },
      },
    },
  });
}
