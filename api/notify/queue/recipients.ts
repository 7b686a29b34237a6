import type { BatchStart, ClaimedBatch } from '../../../db/delivery/batch.ts';
import type { SenderDeps } from '../port/sending.ts';

/** A claimed chunk, and what is known of its recipients before their list is frozen. */
export type PendingBatch = { next: ClaimedBatch; hashes: BatchStart['hashes'] };

/** With the address hashes of those who are planned, where it is to be decided who is written to. */
export async function withAddressHashes(
  deps: SenderDeps,
  next: ClaimedBatch,
): Promise<PendingBatch> {
  if (next.chunk.frozen) return { next, hashes: null };
  const hashes = next.planned.map(
    async ([id, email]): Promise<[string, string]> => [id, await deps.signer.addressHash(email)],
  );
  return { next, hashes: await Promise.all(hashes) };
}
