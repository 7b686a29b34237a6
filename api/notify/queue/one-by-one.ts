import { type ClaimedChunk, saveProgress } from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import { Attempt } from '../../domain/network/attempt.ts';
import { composer } from '../channels/email/compose.ts';
import type { Sending } from '../port/sending.ts';
import { isInDoubt } from './in-doubt.ts';
import { keyOf } from './send.ts';
import type { SlowMails } from './slow.ts';
import { RestOfSlow } from './split-slow.ts';

/** What became of the attempt, and whom the chunk still holds. */
export type OneByOne = { attempt: Attempt; claimed: ClaimedChunk; frozen: Recipient[] };

/**
 * One mail to each recipient in turn, each recorded before the next is begun, so that a crash
 * repeats one mail at most. `held`: why none is to be sent now. Null when the lease was lost.
 */
export async function sendOneByOne(
  on: Sending,
  given: { claimed: ClaimedChunk; frozen: Recipient[]; token: string; held: Outcome | null },
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
    told: notification.sent,
    othersTaken: chunk.refusedAt !== null && (on.mailer.lastTaken?.() ?? 0) > chunk.refusedAt,
    inDoubt: isInDoubt(chunk),
  });
  if (held) attempt.record(held);
  const compose = composer(on, notification);
  // It may have waited for its turn longer than its lease.
  if (!(await saveProgress(on.db, of, attempt))) return null;
  while (attempt.settled < frozen.length && !attempt.stop) {
    const index = attempt.settled;
    const to = frozen[index] as Recipient; // the index is in range
    const mail = await compose(to);
    const rest = new RestOfSlow(on, { claimed, of, frozen, attempt });
    const outcome = await slowMails.watch({
      to: to.id,
      send: (watch) => on.mailer.send([mail], `${keyOf(claimed)}/${index}`, watch),
      onWait: () => rest.onWait(),
    });
    await rest.written();
    attempt.record(outcome);
    if (!(await saveProgress(on.db, of, attempt))) return null;
    ({ claimed, frozen } = rest.left());
  }
  return { attempt, claimed, frozen };
}
