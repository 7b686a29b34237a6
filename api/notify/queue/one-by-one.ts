import { type ClaimedBatch, saveProgress } from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import { Attempt } from '../../domain/network/attempt.ts';
import type { ChannelDeps } from '../port/sending.ts';
import { isInDoubt } from './in-doubt.ts';
import { batchOf, keyOf } from './send.ts';
import type { SlowMails } from './slow.ts';
import { RestOfSlow } from './split-slow.ts';

/** The attempt, and the recipients that the batch still has. */
export type OneByOne = { attempt: Attempt; claimed: ClaimedBatch; frozen: Recipient[] };

/**
 * Sends one mail per recipient and records each before the next, so that a crash repeats one mail
 * at most. `held`: why none may be sent now. Null when the lease was lost.
 */
export async function sendOneByOne(
  deps: ChannelDeps,
  given: { claimed: ClaimedBatch; frozen: Recipient[]; token: string; held: Outcome | null },
  slowMails: SlowMails,
): Promise<OneByOne | null> {
  const { token, held } = given;
  const { chunk, notification } = given.claimed;
  const of = { id: chunk.id, token };
  let { claimed, frozen } = given;
  const attempt = new Attempt({
    settled: chunk.settled,
    failures: chunk.failures ?? [],
    deferred: chunk.deferred ?? [],
    attempts: chunk.attempts,
    size: frozen.length,
    accepted: notification.sent,
    acceptsOthers: chunk.refusedAt !== null && (deps.channel.lastTaken?.() ?? 0) > chunk.refusedAt,
    inDoubt: isInDoubt(chunk),
  });
  if (held) attempt.record(held);
  // Waiting for the permit may have taken longer than the lease.
  if (!(await saveProgress(deps.db, of, attempt))) return null;
  while (attempt.settled < frozen.length && !attempt.stop) {
    const index = attempt.settled;
    const to = frozen[index] as Recipient; // the index is in range
    const batch = batchOf(claimed, [to]);
    const rest = new RestOfSlow(deps, { claimed, of, frozen, attempt });
    const outcome = await slowMails.watch({
      to: to.id,
      send: (watch) =>
        deps.channel.deliver(batch, `${keyOf(claimed)}/${index}`, {
          request: (send) => send(),
          watch,
        }),
      onWait: () => rest.onWait(),
    });
    await rest.written();
    attempt.record(outcome);
    if (!(await saveProgress(deps.db, of, attempt))) return null;
    ({ claimed, frozen } = rest.left());
  }
  return { attempt, claimed, frozen };
}
