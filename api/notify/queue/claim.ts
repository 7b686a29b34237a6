import type { Permits } from '../../../db/channel/rate-limit.ts';
import {
  beginBatches,
  type ClaimedBatch,
  claimBatches,
  releaseBatch,
} from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import type { ChannelDeps } from '../port/sending.ts';
import { finish, unknownEnd } from './finish.ts';
import { finishEach } from './finish-each.ts';
import { isInDoubt } from './in-doubt.ts';
import type { InFlight } from './in-flight.ts';
import { sendOneByOne } from './one-by-one.ts';
import { recordOutcome, waitForPermits } from './permits.ts';
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
    if (next.keyExpired && (channel.limits.keyed ? next.chunk.frozen : isInDoubt(next.chunk)))
      inFlight.arrived(keyExpired(deps, next, token));
    else queue.push(await withAddressHashes(deps, next));
  while (queue.length > 0) {
    const beginnings = queue.map(({ next, hashes }, turn) => ({ id: next.chunk.id, turn, hashes }));
    const begins = beginBatches(deps.db, channel.name, token, beginnings);
    const taken = await inFlight.writing((ends) =>
      waitForPermits(deps, channel.name, ends, queue.length, begins, isStopping),
    );
    const since = performance.now();
    const given = taken?.permits.waits.length ?? 0;
    const begun = new Map(taken?.begun.flat().map(({ id, frozen }) => [id, frozen]));
    for (const [turn, { next }] of queue.entries()) {
      const frozen = begun.get(next.chunk.id);
      if (taken && frozen) {
        const wait = taken.permits.waits[turn] ?? 0;
        await inFlight.takeOff(next.chunk.id, wait, () =>
          deliver(deps, inFlight, { next, frozen, token, permits: taken.permits, since }),
        );
      } else if (turn < given || !taken)
        inFlight.arrived(releaseBatch(deps.db, { id: next.chunk.id, token })); // no effect if the lease was lost
    }
    queue = taken ? queue.slice(given) : [];
  }
  return claimed.length > 0;
}

const keyExpired = (deps: ChannelDeps, claimed: ClaimedBatch, token: string) =>
  unknownEnd(
    deps,
    claimed,
    claimed.chunk.frozen ?? [],
    {
      code: 'key_expired',
      message: 'Tried a day ago; the provider never confirmed it.',
    },
    token,
  );

type Begun = {
  next: ClaimedBatch;
  frozen: Recipient[];
  token: string;
  permits: Permits;
  /** When its permit was granted, by this process's clock. */
  since: number;
};

async function deliver(deps: ChannelDeps, inFlight: InFlight, begun: Begun): Promise<void> {
  const { next, frozen, token, permits } = begun;
  const held = inFlight.heldBack(begun.since);
  let outcome: Outcome;
  if (deps.channel.limits.keyed) {
    const call = () => sendTogether(deps, next, frozen, (send) => inFlight.within(permits, send));
    outcome = held ?? (await call());
    inFlight.arrived(finish(deps, next, frozen, outcome, token));
  } else {
    const given = { claimed: next, frozen, token, held };
    const ended = await sendOneByOne(deps, given, inFlight.slowMails);
    if (!ended) return;
    inFlight.arrived(await finishEach(deps, ended, token));
    if (!ended.attempt.hasAnswer) return; // no reply, so it says nothing about the server
    outcome = ended.attempt.outcome;
  }
  if (frozen.length === 0 || (held && !deps.channel.limits.keyed)) return;
  inFlight.holdBack(outcome);
  await recordOutcome(deps, permits, outcome, frozen.length);
}
