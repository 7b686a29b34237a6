import { beginBatches } from '../../../../db/delivery/batch/begin.ts';
import { type ClaimedBatch, claimBatches } from '../../../../db/delivery/batch/claim.ts';
import { releaseBatch } from '../../../../db/delivery/batch/progress.ts';
import type { NextStep, Outcome } from '../../../domain/delivery/delivery.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import type { InFlight, Related } from '../limits/in-flight.ts';
import { recordOutcome, waitForPermits } from '../limits/permits.ts';
import { attemptOf } from './attempt-row.ts';
import type { Begun } from './begun.ts';
import { finish, judge, unknownEnd } from './finish.ts';
import { finishEach } from './finish-each.ts';
import { isInDoubt } from './in-doubt.ts';
import { sendOneByOne } from './one-by-one.ts';
import { type PendingBatch, withAddressHashes } from './recipients.ts';
import { sendTogether } from './send.ts';
import { deliverToHost } from './to-host.ts';

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
  const claimed = await claimBatches(
    deps.db,
    channel.name,
    { token, holder: deps.holder },
    most,
    inFlight.hosts.limits(),
  );
  let queue: PendingBatch[] = [];
  for (const next of claimed)
    if (
      next.keyExpired &&
      channel.limits.perHost === undefined &&
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
        const begun = { next, recipientSnapshot, token, permits: granted.permits, since };
        const done = inFlight.hosts.begin(next.batch.hostKey);
        await inFlight.start(next.batch.id, wait, () =>
          deliver(deps, inFlight, begun).finally(done),
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

async function deliver(deps: ChannelDeps, inFlight: InFlight, begun: Begun): Promise<void> {
  const { next, recipientSnapshot, token, permits } = begun;
  if (deps.channel.limits.perHost !== undefined) return deliverToHost(deps, inFlight, begun);
  const startedAt = performance.now();
  const pausedOutcome = inFlight.outcomeWhilePaused(begun.since);
  let outcome: Outcome;
  if (deps.channel.limits.keyed) {
    const call = () =>
      sendTogether(deps, next, recipientSnapshot, (send) => inFlight.withinRate(permits, send));
    outcome = pausedOutcome ?? (await call());
    const verdict = judge(deps, next, outcome);
    inFlight.addOutcome(
      finish(deps, { claimed: next, recipientSnapshot, outcome, next: verdict, token }),
      pausedOutcome ? {} : recorded(deps, begun, outcome, verdict, startedAt),
    );
  } else {
    const given = { claimed: next, recipientSnapshot, token, pausedOutcome };
    const ended = await sendOneByOne(deps, given, inFlight);
    if (!ended) return;
    inFlight.addOutcome(
      await finishEach(deps, ended, token),
      pausedOutcome
        ? {}
        : recorded(deps, begun, ended.attempt.outcome, { next: 'done' }, startedAt),
    );
    if (!ended.attempt.hasAnswer) return; // no reply, so it says nothing about the server
    outcome = ended.attempt.outcome;
  }
  if (recipientSnapshot.length === 0 || (pausedOutcome && !deps.channel.limits.keyed)) return;
  inFlight.pauseAfter(outcome);
  await recordOutcome(deps, permits, outcome, recipientSnapshot.length);
}

function recorded(
  deps: ChannelDeps,
  { next: claimed, recipientSnapshot: recipients }: Begun,
  answer: Outcome,
  next: Pick<NextStep, 'next'>,
  startedAt: number,
): Related {
  if (recipients.length === 0) return {};
  const durationMs = performance.now() - startedAt;
  return {
    attempts: [attemptOf({ id: deps.newId(), claimed, recipients, answer, next, durationMs })],
  };
}
