import type { Beginning, ClaimedChunk } from '../../../db/delivery/batch.ts';
import type { Sending } from '../port/sending.ts';

/** A claimed chunk, and what is known of its recipients before their list is frozen. */
export type Waiting = { next: ClaimedChunk; hashes: Beginning['hashes'] };

/** With the address hashes of those who are planned, where it is to be decided who is written to. */
export async function waiting(on: Sending, next: ClaimedChunk): Promise<Waiting> {
  if (next.chunk.frozen) return { next, hashes: null };
  const hashes = next.planned.map(
    async ([id, email]): Promise<[string, string]> => [id, await on.signer.addressHash(email)],
  );
  return { next, hashes: await Promise.all(hashes) };
}
