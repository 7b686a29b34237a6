import {
  openCircuit,
  recordAccepted,
  recordOutage,
  recordRefusal,
  recordTrouble,
} from '../../../../db/channel/circuit-breaker.ts';
import { acquirePermits, type Permits, reduceRate } from '../../../../db/channel/rate-limit.ts';
import { REFUSED_SHARE } from '../../../../db/channel/reputation.ts';
import type { Query, Statement } from '../../../../db/engine/write.ts';
import type { ChannelName } from '../../../../db/schema/index.ts';
import { answerFacts, errorFacts } from '../../../core/log.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { SenderDeps } from '../../port/sending.ts';

/** The longest wait with a lease. After it, claimed work is released. */
const MAX_WAIT = 10 * SECOND;

export const pause = (ms: number) => new Promise((later) => setTimeout(later, ms));

/**
 * Waits for permits and starts as many of the wanted calls as it gets, in one batch after `before`.
 * Null when the wait is long or sending stops; `before` may then be written or not.
 */
export async function waitForPermits<Begin extends Query>(
  deps: SenderDeps,
  channel: ChannelName,
  before: readonly Statement[],
  wanted: number,
  begins: readonly Begin[],
  isStopping: () => boolean,
): Promise<{ permits: Permits; begun: Begin['_']['result'][] } | null> {
  for (let first = before; !isStopping(); first = []) {
    const acquired = await acquirePermits(deps.db, channel, first, wanted, begins);
    if ('permits' in acquired) return acquired;
    if (acquired.waitMs > MAX_WAIT) return null;
    await pause(Math.min(acquired.waitMs, SECOND));
  }
  return null;
}

/** Logs errors: outcomes must not be lost because the rate was not recorded. */
export const recordOutcome = (
  deps: SenderDeps,
  permits: Permits,
  outcome: Outcome,
  mails = 1,
): Promise<void> =>
  recordRate(deps, permits, outcome, mails).catch((error) =>
    deps.log('warn', 'sending rate not recorded', errorFacts(error)),
  );

/** Updates the channel from the outcome of a call. */
async function recordRate(
  deps: SenderDeps,
  permits: Permits,
  outcome: Outcome,
  mails: number,
): Promise<void> {
  const { channel } = permits;
  const facts = (stop: Exclude<Outcome, { kind: 'sent' }>) => ({
    channel,
    kind: stop.kind,
    ...answerFacts(stop),
  });
  if (outcome.kind === 'sent') {
    const isWell = outcome.failures.length <= mails * REFUSED_SHARE;
    if (isWell || !permits.troubled) await recordAccepted(deps.db, permits, outcome.announced);
  } else if (outcome.kind === 'refused' && outcome.retryAfter !== undefined) {
    if (outcome.usedUp) await openCircuit(deps.db, channel, outcome.retryAfter, outcome.message);
    else await reduceRate(deps.db, permits, outcome.retryAfter);
  } else if (outcome.kind === 'refused' && outcome.refusesUs) {
    const closed = await recordRefusal(deps.db, channel, outcome.message);
    if (closed)
      deps.log('error', 'email delivery paused: rejected by the mail server', facts(outcome));
  } else if (outcome.kind === 'refused' && outcome.about === 'server') {
    const closed = await recordOutage(deps.db, permits, outcome.message);
    if (closed) deps.log('error', 'email delivery paused: provider failing', facts(outcome));
  } else if (outcome.kind === 'refused' && outcome.about === 'connections') {
    return;
  } else if (isTrouble(outcome)) {
    const closed = await recordTrouble(deps.db, channel, outcome.message);
    if (closed) deps.log('error', 'email delivery paused: provider failing', facts(outcome));
  } else await recordAccepted(deps.db, permits, undefined);
}

const isTrouble = (outcome: Exclude<Outcome, { kind: 'sent' }>): boolean =>
  (outcome.kind === 'ambiguous' && outcome.code !== 'concurrent_idempotent_requests') ||
  (outcome.kind === 'refused' && !outcome.permanent);
