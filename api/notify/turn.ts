import { recordTaken, recordTooFast, recordTrouble, type Turn, takeTurn } from '../../db/lane.ts';
import type { Channel } from '../../db/schema/index.ts';
import type { Outcome } from '../domain/delivery.ts';
import { SECOND } from '../domain/time.ts';
import type { Sending } from './sending.ts';

/** Longer than this nobody keeps a lease waiting: what was claimed goes back. */
const LONGEST_WAIT = 10 * SECOND;

/** Waits for the lane to take another call. Null when that is long, or sending stops. */
export async function waitForTurn(
  on: Sending,
  channel: Channel,
  isStopping: () => boolean,
): Promise<Turn | null> {
  while (!isStopping()) {
    const turn = await takeTurn(on.db, channel);
    if (!('waitMs' in turn)) return turn;
    if (turn.waitMs > LONGEST_WAIT) return null;
    await new Promise((later) => setTimeout(later, Math.min(turn.waitMs, SECOND)));
  }
  return null;
}

/** What the outcome of a call says of the far end, beside what it says of its mails. */
export async function learn(on: Sending, turn: Turn, outcome: Outcome): Promise<void> {
  const { channel } = turn;
  if (outcome.kind === 'refused' && outcome.retryAfter !== undefined)
    await recordTooFast(on.db, channel);
  else if (isTrouble(outcome)) {
    const closed = await recordTrouble(on.db, channel, outcome.message);
    if (closed) on.log('error', 'mail is held up: its provider fails', { channel, ...outcome });
  } else await recordTaken(on.db, turn, 'announced' in outcome ? outcome.announced : undefined);
}

const isTrouble = (outcome: Outcome): outcome is Extract<Outcome, { message: string }> =>
  (outcome.kind === 'ambiguous' && outcome.code !== 'concurrent_idempotent_requests') ||
  (outcome.kind === 'refused' && !outcome.permanent);
