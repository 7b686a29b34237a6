import { replaceSecret } from '../../../db/channel/signing-secret.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { Encryption } from '../../core/encryption.ts';
import { SECRET_PURPOSE } from '../../domain/destination/purposes.ts';
import { newSigningSecret } from '../../domain/destination/signing-secret.ts';
import type { Register } from './sign-up.ts';

/** A new secret for a webhook, which can't be read again. The one before signs until `overlapUntil` (UTC ms). */
export async function nextSecret(
  deps: Pick<Register, 'db' | 'newId'> & { encryption: Encryption },
  subscriberId: string,
  now: number,
  overlapUntil = now,
): Promise<{ secret: string; statements: Statement[] }> {
  const secret = newSigningSecret();
  const stored = await deps.encryption.encrypt(SECRET_PURPOSE, secret);
  const row = { id: deps.newId(), subscriberId, secret: stored, now, overlapUntil };
  return { secret, statements: replaceSecret(deps.db, row) };
}
