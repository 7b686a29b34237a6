import { type ClaimedChunk, freezeRecipients, renewLease } from '../../db/chunk.ts';
import type { Recipient } from '../../db/schema/index.ts';
import { stillToTell } from '../../db/subscriber.ts';
import { suppressedOf } from '../../db/suppression.ts';
import { addressHash } from '../secret.ts';
import type { Sending } from './sending.ts';

/**
 * Who exactly is written to, decided and stored before the first attempt; after that the same
 * until the attempt is settled. Null when the lease was lost, or the notification stopped.
 */
export async function freeze(
  on: Sending,
  { chunk, notification }: ClaimedChunk,
  token: string,
): Promise<Recipient[] | null> {
  const of = { id: chunk.id, token };
  if (chunk.frozen) return (await renewLease(on.db, of)) ? chunk.frozen : null;
  const wanted = await stillToTell(on.db, chunk.recipients, notification.componentIds);
  const hashes = await Promise.all(wanted.map((recipient) => addressHash(recipient.email)));
  const suppressed = await suppressedOf(on.db, notification.pageId, hashes);
  const frozen = wanted.filter((_, i) => !suppressed.has(hashes[i] ?? ''));
  return (await freezeRecipients(on.db, of, frozen)) ? frozen : null;
}
