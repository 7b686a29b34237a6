import type { BatchStart } from '../../../../db/delivery/batch/begin.ts';
import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { SenderDeps } from '../../port/sending.ts';

/** A claimed batch, with what is needed to fix its recipients. */
export type PendingBatch = { next: ClaimedBatch; hashes: BatchStart['hashes'] };

/** Adds the address hashes of the planned recipients, for batches whose recipients are not fixed yet. */
export async function withAddressHashes(
  deps: SenderDeps,
  next: ClaimedBatch,
): Promise<PendingBatch> {
  if (next.batch.recipientSnapshot) return { next, hashes: null };
  const hashes = next.planned.map(
    async ([id, email]): Promise<[string, string]> => [id, await deps.signer.addressHash(email)],
  );
  return { next, hashes: await Promise.all(hashes) };
}

/** True for a recipient who was erased while the batch was in flight. Nothing is sent to them. */
export const isErased = ({ email }: Recipient): boolean => email === '';

export function blank(recipients: Recipient[], index: number): void {
  const { id = '' } = recipients[index] ?? {};
  recipients[index] = { id, email: '', epoch: 0 };
}
