import type { Db } from '../../db/engine/client.ts';
import { sessionsOf } from '../../db/team/session.ts';
import { hasTwoFactor } from '../../db/team/two-factor.ts';
import type { AuthDeps } from '../auth/auth.ts';
import { recoveryCodes } from '../auth/two-factor.ts';
import { deviceName } from '../domain/account/device-name.ts';

type Deps = { db: Db } & Pick<AuthDeps, 'auth'>;

export type OwnAccount = Awaited<ReturnType<typeof readAccount>>;

/** What people see of their own account. `token` is that of the session they look from. */
export async function readAccount(deps: Deps, userId: string, token: string | null) {
  const now = Date.now(); // better-auth writes sessions with this clock
  const [sessions, isOn] = await Promise.all([
    sessionsOf(deps.db, userId, now),
    hasTwoFactor(deps.db, userId),
  ]);
  const codes = isOn ? await recoveryCodes(deps, userId) : null;
  return {
    twoFactor: { isOn, codesLeft: codes?.length ?? null },
    sessions: sessions.map((one) => ({
      id: one.id,
      device: deviceName(one.userAgent),
      address: /^\d+(?:\.\d+){3}$/.test(one.ipAddress ?? '') ? one.ipAddress : null, // IPv6 is stored as a network
      since: one.createdAt.getTime(),
      lastActiveAt: one.lastActiveAt.getTime(),
      isThis: one.token === token,
    })),
  };
}
