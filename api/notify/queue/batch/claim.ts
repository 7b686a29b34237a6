import type { Permits } from '../../../../db/channel/rate-limit.ts';
import { beginBatches } from '../../../../db/delivery/batch/begin.ts';
import { type ClaimedBatch, claimBatches } from '../../../../db/delivery/batch/claim.ts';
import { releaseBatch } from '../../../../db/delivery/batch/progress.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import type { InFlight } from '../limits/in-flight.ts';
import { recordOutcome, waitForPermits } from '../limits/permits.ts';
import { finish, unknownEnd } from './finish.ts';
import { finishEach } from './finish-each.ts';
import { isInDoubt } from './in-doubt.ts';
import { sendOneByOne } from './one-by-one.ts';
import { type PendingBatch, withAddressHashes } from './recipients.ts';
import { sendTogether } from './send.ts';

/**
 * Claims up to `most` batches that are due and starts them. Outcomes of finished calls are written
 * in the same batch. False when none was due.
 */
export async function sendDue(
  deps: ChannelDeps,
  inFlight: InFlight,
  most: number,
  isStopping: () => boolean,
): Promise<boolean> {
  const { channel } = deps;
  const token = deps.newId();
  const claimed = await claimBatches(deps.db, channel.name, { token, holder: deps.holder }, most);
  let queue: PendingBatch[] = [];
  for (const next of claimed)
    if (
      next.keyExpired &&
      (channel.limits.keyed ? next.batch.recipientSnapshot : isInDoubt(next.batch))
    )
      inFlight.addOutcome(keyExpired(deps, next, token));
    else queue.push(await withAddressHashes(deps, next));
  while (queue.length > 0) {
    const beginnings = queue.map(({ next, hashes }, index) => ({
      id: next.batch.id,
      index,
      hashes,
    }));
    const begins = beginBatches(deps.db, channel.name, token, beginnings);
    const granted = await inFlight.writeOutcomes((ends) =>
      waitForPermits(deps, channel.name, ends, queue.length, begins, isStopping),
    );
    const since = performance.now();
    const grantedCount = granted?.permits.waits.length ?? 0;
    const begun = new Map(
      granted?.begun.flat().map(({ id, recipientSnapshot }) => [id, recipientSnapshot]),
    );
    for (const [index, { next }] of queue.entries()) {
      const recipientSnapshot = begun.get(next.batch.id);
      if (granted && recipientSnapshot) {
        const wait = granted.permits.waits[index] ?? 0;
        await inFlight.start(next.batch.id, wait, () =>
          deliver(deps, inFlight, {
            next,
            recipientSnapshot,
            token,
            permits: granted.permits,
            since,
          }),
        );
      } else if (index < grantedCount || !granted)
        inFlight.addOutcome(releaseBatch(deps.db, { id: next.batch.id, token })); // no effect if the lease was lost
    }
    queue = granted ? queue.slice(grantedCount) : [];
  }
  return claimed.length > 0;
}

const keyExpired = (deps: ChannelDeps, claimed: ClaimedBatch, token: string) =>
  unknownEnd(
    deps,
    claimed,
    claimed.batch.recipientSnapshot ?? [],
    {
      code: 'key_expired',
      message: 'Tried a day ago; the provider never confirmed it.',
    },
    token,
  );

type Begun = {
  next: ClaimedBatch;
  recipientSnapshot: Recipient[];
  token: string;
  permits: Permits;
  /** When its permit was granted, by this process's clock. */
  since: number;
};

async function deliver(deps: ChannelDeps, inFlight: InFlight, begun: Begun): Promise<void> {
  const { next, recipientSnapshot, token, permits } = begun;
  const pausedOutcome = inFlight.outcomeWhilePaused(begun.since);
  let outcome: Outcome;
  if (deps.channel.limits.keyed) {
    const call = () =>
      sendTogether(deps, next, recipientSnapshot, (send) => inFlight.withinRate(permits, send));
    outcome = pausedOutcome ?? (await call());
    inFlight.addOutcome(finish(deps, next, recipientSnapshot, outcome, token));
  } else {
    const given = { claimed: next, recipientSnapshot, token, pausedOutcome };
    const ended = await sendOneByOne(deps, given, inFlight.slowMails);
    if (!ended) return;
    inFlight.addOutcome(await finishEach(deps, ended, token));
    if (!ended.attempt.hasAnswer) return; // no reply, so it says nothing about the server
    outcome = ended.attempt.outcome;
  }
  if (recipientSnapshot.length === 0 || (pausedOutcome && !deps.channel.limits.keyed)) return;
  inFlight.pauseAfter(outcome);
  await recordOutcome(deps, permits, outcome, recipientSnapshot.length);
}
