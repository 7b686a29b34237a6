import { recordTaken, recordTooFast, recordTrouble, type Turn, takeTurn } from '../../db/lane.ts';
import type { Channel } from '../../db/schema/index.ts';
import type { Query, Statement } from '../../db/write.ts';
import type { Outcome } from '../domain/delivery.ts';
import { SECOND } from '../domain/time.ts';
import { errorFacts } from '../log.ts';
import type { Sending } from './sending.ts';

/** Longer than this nobody keeps a lease waiting: what was claimed goes back. */
const LONGEST_WAIT = 10 * SECOND;

/**
 * Waits for the lane to take another call, and begins it, both in one batch, after `before`. Null
 * when the wait is long, or sending stops; `before` may then be written or not.
 */
export async function waitForTurn<Begin extends Query>(
  on: Sending,
  channel: Channel,
  before: Statement[],
  begin: Begin,
  isStopping: () => boolean,
): Promise<{ turn: Turn; begun: Begin['_']['result'] } | null> {
  for (let first = before; !isStopping(); first = []) {
    const taken = await takeTurn(on.db, channel, first, begin);
    if ('turn' in taken) return taken;
    if (taken.waitMs > LONGEST_WAIT) return null;
    await new Promise((later) => setTimeout(later, Math.min(taken.waitMs, SECOND)));
  }
  return null;
}

/** As `recordPace`; what became of the mails must not be lost for a pace that was not recorded. */
export const learn = (on: Sending, turn: Turn, outcome: Outcome): Promise<void> =>
  recordPace(on, turn, outcome).catch((error) =>
    on.log('warn', 'the pace was not recorded', errorFacts(error)),
  );

/** What the outcome of a call says of the far end, beside what it says of its mails. */
async function recordPace(on: Sending, turn: Turn, outcome: Outcome): Promise<void> {
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
