import { type ClaimedChunk, freezeRecipients, renewLease } from '../../db/chunk.ts';
import type { Sending } from './sending.ts';

/**
 * What is stored with a chunk's turn, the one at `turn` of those that are given: before the first attempt, who exactly is written to; after
 * that the same until the attempt is settled. No row comes back when the lease was lost, or the
 * notification stopped.
 */
export function beginning(
  on: Sending,
  { chunk, notification }: ClaimedChunk,
  hashes: Record<string, string>,
  token: string,
  turn: number,
) {
  const of = { id: chunk.id, token };
  return chunk.frozen
    ? renewLease(on.db, of, turn)
    : freezeRecipients(on.db, of, notification, hashes, turn);
}

/** The address hashes of those who are planned, by id. */
export async function hashesOf(
  on: Sending,
  { planned }: ClaimedChunk,
): Promise<Record<string, string>> {
  const { signer } = on;
  const hashes = planned.map(
    async ({ id, email }) => [id, await signer.addressHash(email)] as const,
  );
  return Object.fromEntries(await Promise.all(hashes));
}
