import type { LeasedBatch } from '../../../../db/delivery/batch/fence.ts';
import {
  countNoSuchAddress,
  forgetNoSuchAddress,
} from '../../../../db/delivery/batch/no-such-address.ts';
import type { Statement } from '../../../../db/engine/write.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { Failure } from '../../../domain/delivery/delivery.ts';
import type { SenderDeps } from '../../port/sending.ts';

/** Suppresses an address that a server does not know twice in a row, like after a bounce. */
export async function countUnknownAddresses(
  deps: SenderDeps,
  of: LeasedBatch,
  settled: readonly (Recipient & { index: number })[],
  failures: readonly Failure[],
): Promise<Statement[]> {
  const failed = new Map(failures.map((failure) => [failure.index, failure]));
  const unknown = settled.filter(({ index }) => failed.get(index)?.noSuchAddress);
  const mailed = settled.filter(({ index }) => !failed.has(index)).map(({ id }) => id);
  const rows = unknown.map(async ({ id, email }) => ({
    id: deps.newId(),
    subscriberId: id,
    addressHash: await deps.signer.addressHash(email),
  }));
  return [
    ...(mailed.length > 0 ? [forgetNoSuchAddress(of, mailed)] : []),
    ...(unknown.length > 0 ? countNoSuchAddress(of, await Promise.all(rows)) : []),
  ];
}
