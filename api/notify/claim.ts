import { type ClaimedChunk, claimChunks, releaseChunk } from '../../db/chunk.ts';
import type { Turn } from '../../db/lane.ts';
import { errorFacts } from '../log.ts';
import { finish, markUnknown } from './finish.ts';
import { freeze } from './freeze.ts';
import { send } from './send.ts';
import type { Sending } from './sending.ts';
import { learn, waitForTurn } from './turn.ts';

/** Claims at most `most` chunks that are due and sends them, on as many lanes as the mailer has. */
export async function sendDue(
  on: Sending,
  most: number,
  isStopping: () => boolean,
): Promise<boolean> {
  const token = on.newId();
  const queue = await claimChunks(on.db, { token, holder: on.holder }, most);
  const any = queue.length > 0;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const turn = await waitForTurn(on, 'email', isStopping);
      if (!turn) await releaseChunk(on.db, { id: next.chunk.id, token });
      else
        await deliver(on, turn, next, token).catch((error) => {
          // Its end was not recorded: when the lease runs out, the same bytes go under the same key.
          on.log('error', 'a chunk was left', { chunk: next.chunk.id, ...errorFacts(error) });
        });
    }
  };
  await Promise.all(Array.from({ length: on.mailer.lanes }, work));
  return any;
}

async function deliver(
  on: Sending,
  turn: Turn,
  claimed: ClaimedChunk,
  token: string,
): Promise<void> {
  const { frozen: known } = claimed.chunk;
  if (known && claimed.keyExpired) {
    const message = 'It was tried a day ago, and the provider has never said what became of it.';
    return markUnknown(on, claimed, known, { code: 'key_expired', message }, token);
  }
  const frozen = await freeze(on, claimed, token);
  if (!frozen) {
    await releaseChunk(on.db, { id: claimed.chunk.id, token }); // does nothing where the lease was lost
    return;
  }
  const outcome = await send(on, claimed, frozen, token);
  if (outcome === 'lease lost') return;
  await finish(on, claimed, frozen, outcome, token);
  if (frozen.length > 0) await learn(on, turn, outcome);
}
