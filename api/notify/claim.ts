import { type ClaimedChunk, claimChunks, releaseChunk } from '../../db/chunk.ts';
import { type Statement, write } from '../../db/write.ts';
import { errorFacts } from '../log.ts';
import { finish, unknownEnd } from './finish.ts';
import { beginning, hashesOf } from './freeze.ts';
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
    // What became of a chunk is written with the turn of the next: a round trip for each.
    let ends: Statement[] = [];
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        ends = await deliver(on, next, token, ends, isStopping);
      } catch (error) {
        // Its end was not recorded: when the lease runs out, the same bytes go under the same key.
        on.log('error', 'a chunk was left', { chunk: next.chunk.id, ...errorFacts(error) });
      }
    }
    if (ends.length > 0) await write(on.db, ends);
  };
  await Promise.all(Array.from({ length: on.mailer.lanes }, work));
  return any;
}

/** Writes the `ends` of those before it, or returns them with its own. */
async function deliver(
  on: Sending,
  claimed: ClaimedChunk,
  token: string,
  ends: Statement[],
  isStopping: () => boolean,
): Promise<Statement[]> {
  const { frozen: known } = claimed.chunk;
  if (known && claimed.keyExpired) {
    const message = 'It was tried a day ago, and the provider has never said what became of it.';
    const why = { code: 'key_expired', message };
    return [...ends, ...unknownEnd(on, claimed, known, why, token)];
  }
  const release = releaseChunk(on.db, { id: claimed.chunk.id, token }); // nothing where the lease was lost
  const begin = beginning(on, claimed, await hashesOf(claimed), token);
  const taken = await waitForTurn(on, 'email', ends, begin, isStopping);
  if (!taken) return [...ends, ...release];
  const frozen = taken.begun[0]?.frozen;
  if (!frozen) return release;
  const outcome = await send(on, claimed, frozen, token);
  if (outcome === 'lease lost') return [];
  const end = finish(on, claimed, frozen, outcome, token);
  if (frozen.length > 0) await learn(on, taken.turn, outcome);
  return end;
}
