import { type ClaimedChunk, saveProgress } from '../../db/chunk.ts';
import type { Recipient } from '../../db/schema/index.ts';
import { Attempt } from '../domain/attempt.ts';
import type { Outcome } from '../domain/delivery.ts';
import { composer } from './compose.ts';
import { keyOf } from './send.ts';
import type { Sending } from './sending.ts';

/**
 * One mail to each recipient in turn, each recorded before the next is begun, so that a crash
 * repeats one mail at most. `held`: why none is to be sent now. Null when the lease was lost.
 */
export async function sendOneByOne(
  on: Sending,
  claimed: ClaimedChunk,
  frozen: Recipient[],
  token: string,
  held: Outcome | null,
): Promise<Attempt | null> {
  const { chunk, notification } = claimed;
  const of = { id: chunk.id, token };
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
    const mail = await compose(frozen[index] as Recipient); // the index is in range
    attempt.record(await on.mailer.send([mail], `${keyOf(claimed)}/${index}`));
    if (!(await saveProgress(on.db, of, attempt))) return null;
  }
  return attempt;
}

/** Put aside after an attempt whose end nobody knows; one that a crash ended has begun its progress. */
export const isInDoubt = (chunk: ClaimedChunk['chunk']): boolean =>
  chunk.frozen !== null && chunk.deferred === null;
