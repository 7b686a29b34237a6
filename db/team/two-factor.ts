import { and, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { twoFactor, user, verification } from '../schema/index.ts';

/** The person whose password was right and who owes a code; null when the sign-in has expired. */
export async function personOfChallenge(db: Db, challenge: string, now: number) {
  const [row] = await db
    .select({ id: user.id, email: user.email })
    .from(verification)
    .innerJoin(user, eq(user.id, verification.value))
    .where(and(eq(verification.identifier, challenge), gt(verification.expiresAt, new Date(now))));
  return row ?? null;
}

/** better-auth ends a challenge after five wrong codes. A rising delay protects ours, and typed text stays. */
export const renewChallenge = (db: Db, challenge: string): Statement =>
  db
    .update(verification)
    .set({ value: '0' })
    .where(eq(verification.identifier, `2fa-attempts-${challenge}`));

export async function hasTwoFactor(db: Db, userId: string): Promise<boolean> {
  const [row] = await db
    .select({ isOn: user.twoFactorEnabled })
    .from(user)
    .where(eq(user.id, userId));
  return row?.isOn ?? false;
}

/** Deletes the secret and the recovery codes. */
export const removeTwoFactor = (db: Db, userId: string): Statement[] => [
  db.update(user).set({ twoFactorEnabled: sql`0` }).where(eq(user.id, userId)),
  db.delete(twoFactor).where(eq(twoFactor.userId, userId)),
];
