import type { Turns } from '../../../db/channel/rate-limit.ts';
import {
  beginChunks,
  type ClaimedChunk,
  claimChunks,
  releaseChunk,
} from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import type { Sending } from '../port/sending.ts';
import { finish, unknownEnd } from './finish.ts';
import { finishEach } from './finish-each.ts';
import { isInDoubt } from './in-doubt.ts';
import type { Flight } from './in-flight.ts';
import { sendOneByOne } from './one-by-one.ts';
import { learn, waitForTurns } from './permits.ts';
import { type Waiting, waiting } from './recipients.ts';
import { sendTogether } from './send.ts';

/**
 * Claims at most `most` chunks that are due and sets them on their way; what became of those that
 * arrived meanwhile is written with their turns. False when none was due.
 */
export async function sendDue(
  on: Sending,
  flight: Flight,
  most: number,
  isStopping: () => boolean,
): Promise<boolean> {
  const token = on.newId();
  const claimed = await claimChunks(on.db, { token, holder: on.holder }, most);
  let queue: Waiting[] = [];
  for (const next of claimed)
    if (next.keyExpired && (on.mailer.keyed ? next.chunk.frozen : isInDoubt(next.chunk)))
      flight.arrived(keyExpired(on, next, token));
    else queue.push(await waiting(on, next));
  while (queue.length > 0) {
    const beginnings = queue.map(({ next, hashes }, turn) => ({ id: next.chunk.id, turn, hashes }));
    const begins = beginChunks(on.db, token, beginnings);
    const taken = await flight.writing((ends) =>
      waitForTurns(on, 'email', ends, queue.length, begins, isStopping),
    );
    const since = performance.now();
    const given = taken?.turns.waits.length ?? 0;
    const begun = new Map(taken?.begun.flat().map(({ id, frozen }) => [id, frozen]));
    for (const [turn, { next }] of queue.entries()) {
      const frozen = begun.get(next.chunk.id);
      if (taken && frozen) {
        const wait = taken.turns.waits[turn] ?? 0;
        await flight.takeOff(next.chunk.id, wait, () =>
          deliver(on, flight, { next, frozen, token, turns: taken.turns, since }),
        );
      } else if (turn < given || !taken)
        flight.arrived(releaseChunk(on.db, { id: next.chunk.id, token })); // nothing where the lease was lost
    }
    queue = taken ? queue.slice(given) : [];
  }
  return claimed.length > 0;
}

const keyExpired = (on: Sending, claimed: ClaimedChunk, token: string) =>
  unknownEnd(
    on,
    claimed,
    claimed.chunk.frozen ?? [],
    {
      code: 'key_expired',
      message: 'It was tried a day ago, and the provider has never said what became of it.',
    },
    token,
  );

type Begun = {
  next: ClaimedChunk;
  frozen: Recipient[];
  token: string;
  turns: Turns;
  /** When its turn was given, by this process's clock. */
  since: number;
};

async function deliver(on: Sending, flight: Flight, begun: Begun): Promise<void> {
  const { next, frozen, token, turns } = begun;
  const held = flight.heldBack(begun.since);
  let outcome: Outcome;
  if (on.mailer.keyed) {
    const call = () => sendTogether(on, next, frozen, (send) => flight.within(turns, send));
    outcome = held ?? (await call());
    flight.arrived(finish(on, next, frozen, outcome, token));
  } else {
    const given = { claimed: next, frozen, token, held };
    const ended = await sendOneByOne(on, given, flight.slowMails);
    if (!ended) return;
    flight.arrived(await finishEach(on, ended, token));
    if (!ended.attempt.isAnswered) return; // it says nothing of the server
    outcome = ended.attempt.outcome;
  }
  if (frozen.length === 0 || (held && !on.mailer.keyed)) return;
  flight.holdBack(outcome);
  await learn(on, turns, outcome, frozen.length);
}
