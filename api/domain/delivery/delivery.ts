import { MINUTE, SECOND } from '../time/time.ts';
import type { ReplySubject } from './smtp-reply.ts';

/**
 * A recipient who was not reached, by index into the batch. `noSuchAddress`: the server does not
 * know the address.
 */
export type Failure = { index: number; message: string; noSuchAddress?: boolean };

/** The outcome of a call. */
export type Outcome =
  /** Accepted, except the failures. `announced`: calls per second that the provider allows. */
  | { kind: 'sent'; failures: Failure[]; announced?: number | undefined }
  /**
   * Definitely not sent. `retryAfter` (ms): sent too fast. `permanent`: these mails will never be
   * accepted; without it the cause is elsewhere (a key, a quota), and mails wait.
   */
  | {
      kind: 'refused';
      code: string;
      message: string;
      retryAfter?: number;
      /** A quota is used up: nothing is accepted until then. */
      usedUp?: boolean;
      permanent?: boolean;
      /**
       * What the refusal is about. `cut`: the connection was closed at this recipient.
       * `connections`: no more connections are accepted. `slow`: aborted, since too many
       * connections wait for slow servers, or not tried, since the domain has only begun to accept mail
       * again. `paced`: not tried, since the domain defers mail until `retryAfter`. `gone`: the
       * destination no longer exists, so nothing more is sent to it. `credential`: our token was refused, which says nothing about the destination.
       */
      about?: ReplySubject | 'cut' | 'connections' | 'slow' | 'paced' | 'gone' | 'credential';
      /** The server refuses all our mail, so no recipient is tried until it accepts some. */
      refusesUs?: boolean;
      noSuchAddress?: boolean;
    }
  /** Unknown outcome: only the identical bytes with the same key may be sent again. */
  | { kind: 'ambiguous'; code: string; message: string }
  /** The provider knows this key with other bytes. Must not happen, and is never retried. */
  | { kind: 'mismatch'; code: string; message: string };

/** For a recipient who waits for a connection that may be used for slow servers. */
export const slow = {
  kind: 'refused',
  code: 'slow',
  message: 'Their mail server is slow. Waiting for a free connection.',
  about: 'slow',
} as const satisfies Outcome;

/** What to do after an outcome. */
export type NextStep =
  | { next: 'done'; failures: Failure[] }
  /** `keep`: same bytes and key. Otherwise the recipients are read again and the key is new. */
  | { next: 'again'; waitMs: number; attempts: number; isSameRequest: boolean }
  | { next: 'refused'; message: string }
  /** Tried for hours and never sent. */
  | { next: 'given_up'; message: string }
  | { next: 'unknown' };

const backOff = [5, 15, 45, 120, 300, 900].map((seconds) => seconds * SECOND);
const MAX_DELAY = 15 * MINUTE;
/** Six hours, with the delays between them. */
export const MAX_ATTEMPTS = 28;

/** `random` in [0, 1) spreads retries over a fifth of their delay. */
export const waitBefore = (attempts: number, random: number): number =>
  Math.round((backOff[attempts] ?? MAX_DELAY) * (1 + random / 5));

/** Delay before a probe after a refusal of all mail, ms. */
const UNTIL_PROBE = 30 * SECOND;

/** Delay before a batch that the server stopped is tried again, ms. It does not count as an attempt. */
export function waitForServer(stop: Exclude<Outcome, { kind: 'sent' }>, random: number): number {
  if (stop.kind !== 'refused') return backOff[0] ?? SECOND;
  const least = stop.retryAfter ?? (stop.refusesUs ? UNTIL_PROBE : SECOND);
  return Math.max(SECOND, Math.round(least * (1 + random / 5)));
}

/**
 * `inDoubt`: an earlier attempt with this key may have been accepted. Then a refusal proves
 * nothing, and nothing may be sent with another key.
 */
export function verdict(
  outcome: Outcome,
  facts: { attempts: number; inDoubt: boolean; random: number },
): NextStep {
  const { attempts, inDoubt, random } = facts;
  const again = (message: string, isSameRequest: boolean): NextStep => {
    if (attempts + 1 < MAX_ATTEMPTS)
      return {
        next: 'again',
        waitMs: waitBefore(attempts, random),
        attempts: attempts + 1,
        isSameRequest,
      };
    return isSameRequest ? { next: 'unknown' } : { next: 'given_up', message };
  };
  switch (outcome.kind) {
    case 'sent':
      return { next: 'done', failures: outcome.failures };
    case 'mismatch':
      return { next: 'unknown' };
    case 'ambiguous':
      return again(outcome.message, true);
    case 'refused': {
      if (outcome.retryAfter !== undefined) {
        const waitMs = Math.max(SECOND, Math.round(outcome.retryAfter * (1 + random / 5)));
        return { next: 'again', waitMs, attempts, isSameRequest: inDoubt };
      }
      if (outcome.permanent)
        return inDoubt ? { next: 'unknown' } : { next: 'refused', message: outcome.message };
      return again(outcome.message, inDoubt);
    }
  }
}
