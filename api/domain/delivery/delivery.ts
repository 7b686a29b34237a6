import { MINUTE, SECOND } from '../time/time.ts';
import type { ReplySubject } from './smtp-reply.ts';

/** A recipient who was not reached, by index into the batch. `noSuchAddress`: the server knows nobody by it. */
export type Failure = { index: number; message: string; noSuchAddress?: boolean };

/** What became of a batch of mails. */
export type Outcome =
  /** Accepted, but for the failures. `announced`: how many calls a second the far end says it takes. */
  | { kind: 'sent'; failures: Failure[]; announced?: number | undefined }
  /**
   * Definitely not sent. `retryAfter` (ms): too fast, and nobody's fault. `permanent`: these mails
   * will never be taken; without it the trouble is elsewhere (a key, a quota), and mails wait.
   */
  | {
      kind: 'refused';
      code: string;
      message: string;
      retryAfter?: number;
      /** Not too fast but too much: nothing more is taken until then. */
      usedUp?: boolean;
      permanent?: boolean;
      /**
       * What a mail server's refusal is about. `cut`: it ended the connection at this recipient.
       * `connections`: it takes no more of them beside those that are open. `slow`: it was not
       * asked to its end, since too many connections wait for slow answers.
       */
      about?: ReplySubject | 'cut' | 'connections' | 'slow';
      /** The server takes no mail of ours, whoever it is to: nobody is asked about until it does. */
      refusesUs?: boolean;
      noSuchAddress?: boolean;
    }
  /** Nobody knows: only the identical bytes under the same key may go again. */
  | { kind: 'ambiguous'; code: string; message: string }
  /** The provider knows this key with other bytes. It must never happen, and is never retried. */
  | { kind: 'mismatch'; code: string; message: string };

/** Of a recipient who waits for a connection that may be spent on slow answers. */
export const slow = {
  kind: 'refused',
  code: 'slow',
  message: 'Their mail server answers slowly. They are told when a connection is free.',
  about: 'slow',
} as const satisfies Outcome;

/** What to do next with what was sent. */
type Verdict =
  | { next: 'done'; failures: Failure[] }
  /** `keep`: the same bytes and key. Otherwise the recipients are read again under a new key. */
  | { next: 'again'; waitMs: number; attempts: number; keep: boolean }
  | { next: 'refused'; message: string }
  /** Tried for hours, and never sent. */
  | { next: 'given_up'; message: string }
  | { next: 'unknown' };

const backOff = [5, 15, 45, 120, 300, 900].map((seconds) => seconds * SECOND);
const LONGEST = 15 * MINUTE;
/** With the waits between them, six hours. */
export const MOST_ATTEMPTS = 28;

/** `random` in [0, 1) spreads retries over a fifth of their delay. */
export const waitBefore = (attempts: number, random: number): number =>
  Math.round((backOff[attempts] ?? LONGEST) * (1 + random / 5));

/** After a refusal of all mail, until one is tried again, ms. */
const UNTIL_PROBE = 30 * SECOND;

/** Until a chunk that the server stopped is tried again, ms. No attempt of its recipients is used up. */
export function waitForServer(stop: Exclude<Outcome, { kind: 'sent' }>, random: number): number {
  if (stop.kind !== 'refused') return backOff[0] ?? SECOND;
  const least = stop.retryAfter ?? (stop.refusesUs ? UNTIL_PROBE : SECOND);
  return Math.max(SECOND, Math.round(least * (1 + random / 5)));
}

/**
 * `inDoubt`: an earlier attempt with this key may have been accepted, so even a refusal of this one
 * proves nothing, and nothing may be sent under another key.
 */
export function verdict(
  outcome: Outcome,
  facts: { attempts: number; inDoubt: boolean; random: number },
): Verdict {
  const { attempts, inDoubt, random } = facts;
  const again = (message: string, keep: boolean): Verdict => {
    if (attempts + 1 < MOST_ATTEMPTS)
      return { next: 'again', waitMs: waitBefore(attempts, random), attempts: attempts + 1, keep };
    return keep ? { next: 'unknown' } : { next: 'given_up', message };
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
        return { next: 'again', waitMs, attempts, keep: inDoubt };
      }
      if (outcome.permanent)
        return inDoubt ? { next: 'unknown' } : { next: 'refused', message: outcome.message };
      return again(outcome.message, inDoubt);
    }
  }
}
