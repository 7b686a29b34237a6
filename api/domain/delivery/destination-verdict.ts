import { HOUR, MINUTE, SECOND } from '../time/time.ts';
import type { NextStep, Outcome } from './delivery.ts';

/** When to try again a destination that has a batch of its own. */
export type RetrySchedule = {
  /** The delay before each further attempt, ms. A random part of up to a fifth is added. */
  delays: readonly number[];
  /** What a last attempt without a response means: nobody knows, or it failed. */
  afterLastTimeout: 'unknown' | 'failed';
};

export const defaultSchedule: RetrySchedule = {
  delays: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR],
  afterLastTimeout: 'unknown',
};

const LONGEST_WAIT = HOUR;

/** A person connects a workspace that refuses our token again: messages wait three days for it. */
const CREDENTIAL_WAIT = HOUR;
const CREDENTIAL_ATTEMPTS = 72;

type Facts = {
  attempts: number;
  /** An earlier attempt with this key may have been accepted. */
  inDoubt: boolean;
  /** In [0, 1). */
  random: number;
  /** Whether the destination ignores a repeated message. */
  keyed: boolean;
};

/** What to do after a call to one destination. */
export function destinationVerdict(
  outcome: Outcome,
  { attempts, inDoubt, random, keyed }: Facts,
  { delays, afterLastTimeout }: RetrySchedule,
): NextStep {
  const isLost = (isUnclear: boolean) => isUnclear && afterLastTimeout === 'unknown';
  const again = (message: string, isSameRequest: boolean, leastMs = 0): NextStep => {
    const delay = delays[attempts];
    if (delay === undefined)
      return isLost(isSameRequest) ? { next: 'unknown' } : { next: 'given_up', message };
    const waitMs = Math.round(Math.max(SECOND, leastMs || delay) * (1 + random / 5));
    return { next: 'again', waitMs, attempts: attempts + 1, isSameRequest };
  };
  switch (outcome.kind) {
    case 'sent':
      return { next: 'done', failures: outcome.failures };
    case 'mismatch':
      return { next: 'unknown' };
    case 'ambiguous':
      return keyed ? again(outcome.message, true) : { next: 'unknown' };
    case 'refused': {
      const { message } = outcome;
      if (outcome.retryAfter !== undefined)
        return again(message, inDoubt, Math.min(LONGEST_WAIT, outcome.retryAfter));
      if (outcome.about === 'credential')
        return attempts < CREDENTIAL_ATTEMPTS
          ? {
              ...{ next: 'again', waitMs: Math.round(CREDENTIAL_WAIT * (1 + random / 5)) },
              ...{ attempts: attempts + 1, isSameRequest: inDoubt },
            }
          : { next: 'given_up', message };
      const isFinal = outcome.permanent || outcome.about === 'gone';
      if (!isFinal) return again(message, inDoubt);
      return isLost(inDoubt) ? { next: 'unknown' } : { next: 'given_up', message };
    }
  }
}
