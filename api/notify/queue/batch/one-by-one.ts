import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import { saveProgress } from '../../../../db/delivery/batch/progress.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import { Attempt, isLastAttempt } from '../../../domain/delivery/attempt.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { withoutRecipients } from '../../../domain/delivery/reason.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import { mailDomainOf } from '../limits/domain-pace.ts';
import type { InFlight } from '../limits/in-flight.ts';
import { isInDoubt } from './in-doubt.ts';
import { blank, isErased } from './recipients.ts';
import { batchOf, keyOf } from './send.ts';
import { RestOfSlow } from './split-slow.ts';

/** The attempt, and the recipients that the batch still has. */
export type OneByOne = { attempt: Attempt; claimed: ClaimedBatch; recipientSnapshot: Recipient[] };

/**
 * Sends one mail per recipient and records each before the next, so that a crash repeats one mail
 * at most. `pausedOutcome`: why none may be sent now. Null when the lease was lost.
 */
export async function sendOneByOne(
  deps: ChannelDeps,
  given: {
    claimed: ClaimedBatch;
    recipientSnapshot: Recipient[];
    token: string;
    pausedOutcome: Outcome | null;
  },
  { slowMails, domains }: Pick<InFlight, 'slowMails' | 'domains'>,
): Promise<OneByOne | null> {
  const { token, pausedOutcome } = given;
  const { batch, notification } = given.claimed;
  const of = { id: batch.id, token };
  let { claimed, recipientSnapshot } = given;
  // Nobody is given up without being tried, so the pace of a domain does not count then.
  const isLast = isLastAttempt(batch.attempts);
  const attempt = new Attempt({
    settled: batch.settled,
    failures: batch.failures ?? [],
    deferred: batch.deferred ?? [],
    attempts: batch.attempts,
    size: recipientSnapshot.length,
    accepted: notification.sent,
    acceptsOthers:
      batch.refusedAt !== null && (deps.channel.lastAcceptedAt?.() ?? 0) > batch.refusedAt,
    inDoubt: isInDoubt(batch),
  });
  if (pausedOutcome) attempt.record(pausedOutcome);
  // Waiting for the permit may have taken longer than the lease.
  let saved = await saveProgress(deps.db, of, attempt);
  if (!saved) return null;
  while (attempt.settled < recipientSnapshot.length && !attempt.stop) {
    const index = attempt.settled;
    if (saved.isErased) blank(recipientSnapshot, index);
    const to = recipientSnapshot[index] as Recipient; // the index is in range
    const batch = batchOf(claimed, [to]);
    const rest = new RestOfSlow(deps, { claimed, of, recipientSnapshot, attempt });
    const send = () =>
      slowMails.watch({
        to: to.id,
        send: (watch) =>
          deps.channel.deliver(batch, `${keyOf(claimed)}/${index}`, {
            request: (send) => send(),
            watch,
          }),
        onWait: () => rest.onWait(),
      });
    const domain = mailDomainOf(to.email);
    const hasOthers = recipientSnapshot.some(
      (one, at) => at > index && !isErased(one) && mailDomainOf(one.email) !== domain,
    );
    const outcome: Outcome = isErased(to)
      ? { kind: 'sent', failures: [] }
      : ((isLast ? null : domains.waiting(domain)) ??
        domains.read(domain, await send(), hasOthers));
    await rest.whenWritten();
    attempt.record(withoutRecipients(outcome, [to]));
    saved = await saveProgress(deps.db, of, attempt);
    if (!saved) return null;
    ({ claimed, recipientSnapshot } = rest.remaining());
  }
  return { attempt, claimed, recipientSnapshot };
}
