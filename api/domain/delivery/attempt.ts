import { MINUTE, SECOND } from '../time/time.ts';
import { type Failure, MAX_ATTEMPTS, type Outcome } from './delivery.ts';

/**
 * A recipient to try again: the server asked to wait (`temporary`), refused by a policy that may be
 * about us or them (`policy`), never confirmed (`doubt`), or is slow (`slow`).
 */
export type Deferred = {
  index: number;
  code: string;
  message: string;
  why: 'temporary' | 'policy' | 'doubt' | 'slow';
  /** Slow, and an earlier attempt may have been accepted. */
  inDoubt?: true;
  /** The least delay, ms, where the domain defers mail. */
  waitMs?: number;
};

/** True when the recipient may have the mail, so that only the same bytes may be sent again. */
export const mayBeDelivered = ({ why, inDoubt }: Deferred): boolean =>
  why === 'doubt' || inDoubt === true;

/** Ends an attempt early: the other recipients wait for the server. */
export type AttemptStop = Exclude<Outcome, { kind: 'sent' }>;

/** This many policy refusals in a row are about us. */
export const RULES_IN_A_ROW = 3;
/**
 * This many unknown recipients with the same text, before any mail was accepted, mean that the
 * server is misconfigured.
 */
const UNKNOWN_IN_A_ROW = 5;
/** This many closed connections in a row are the server's problem. */
const CUTS_IN_A_ROW = 2;
/** After this many attempts, while others are accepted, a policy refusal is about the recipient. */
const ATTEMPTS_BEFORE_BLAME = 2;

type Before = {
  settled: number;
  failures: readonly Failure[];
  deferred: readonly Deferred[];
  attempts: number;
  /** Recipients in the batch, and mails of the notification that were accepted before. */
  size: number;
  accepted: number;
  /** True when the server accepted other mail since it first refused these by a policy. */
  acceptsOthers: boolean;
  /** An earlier attempt may have been accepted. */
  inDoubt: boolean;
};

/** One attempt at the recipients of a batch, one after another. Only a problem of the server stops it. */
export class Attempt {
  settled: number;
  failures: Failure[];
  deferred: Deferred[];
  accepted = 0;
  /** Whether the server said anything that tells how it takes our mail. */
  hasAnswer = false;
  stop: AttemptStop | null = null;
  readonly #before: Before;
  #rules = 0;
  #cuts = 0;
  #unknown: { index: number; message: string }[] = [];

  constructor(before: Before) {
    this.#before = before;
    this.settled = before.settled;
    this.failures = [...before.failures];
    this.deferred = [...before.deferred];
  }

  /** What the attempt says about the server. Failures beside accepted mails say nothing. */
  get outcome(): Outcome {
    const failures = this.accepted > 0 ? [] : this.failures.slice(this.#before.failures.length);
    return this.stop ?? { kind: 'sent', failures };
  }

  /** Records the outcome for the recipient at index `settled`. */
  record(outcome: Outcome): void {
    if (outcome.kind === 'refused' && outcome.about === 'slow') this.#defer(outcome, 'slow');
    else if (outcome.kind === 'refused' && outcome.about === 'paced')
      this.#defer(outcome, 'temporary', outcome.retryAfter);
    else if (outcome.kind === 'sent') this.#sent(outcome.failures);
    else if (outcome.kind === 'ambiguous') this.#cut(outcome, 'doubt');
    else if (outcome.kind === 'mismatch' || outcome.refusesUs) this.stop = outcome;
    else if (outcome.about === 'recipient-permanent') this.#unknownRecipient(outcome);
    else if (outcome.about === 'recipient-temporary') this.#defer(outcome, 'temporary');
    else if (outcome.about === 'policy' || outcome.about === 'message') this.#rule(outcome);
    else if (outcome.about === 'cut') this.#cut(outcome, 'temporary');
    else {
      // If it concerns this recipient alone, the others come first and are not delayed for long.
      const isOnlyRecipient = this.#before.size === 1 && this.#before.attempts > 0;
      if (outcome.about === 'rate') this.#defer(outcome, 'temporary');
      if (outcome.about !== 'rate' || !isOnlyRecipient) this.stop = outcome;
    }
    this.hasAnswer ||= this.stop !== null || isVerdictOnUs(outcome);
  }

  #sent(failures: readonly Failure[]): void {
    this.failures.push(...failures.map((failure) => ({ ...failure, index: this.settled })));
    if (failures.length === 0) this.accepted++;
    this.#rules = this.#cuts = 0;
    this.#unknown = [];
    this.settled++;
  }

  #fail(outcome: AttemptStop): void {
    const { message } = outcome;
    const noSuchAddress = outcome.kind === 'refused' && outcome.noSuchAddress === true;
    const failure = { index: this.settled, message, ...(noSuchAddress ? { noSuchAddress } : {}) };
    this.failures.push(failure);
    this.settled++;
  }

  /** A refusal does not prove that an earlier attempt failed; a slow recipient was not tried at all. */
  #defer({ code, message }: AttemptStop, why: Deferred['why'], waitMs?: number): void {
    const one = { index: this.settled, code, message, ...(waitMs ? { waitMs } : {}) };
    if (!this.#before.inDoubt) this.deferred.push({ ...one, why });
    else
      this.deferred.push(
        why === 'slow' ? { ...one, why, inDoubt: true } : { ...one, why: 'doubt' },
      );
    this.settled++;
  }

  #unknownRecipient(outcome: AttemptStop): void {
    const { accepted, attempts } = this.#before;
    this.#unknown.push({ index: this.settled, message: outcome.message });
    this.#fail(outcome);
    const isOneText =
      new Set(this.#unknown.map(({ message }) => withoutDetails(message))).size === 1;
    if (accepted > 0 || this.accepted > 0 || attempts >= ATTEMPTS_BEFORE_BLAME) return;
    if (this.#unknown.length < UNKNOWN_IN_A_ROW || !isOneText) return;
    const provisional = new Set(this.#unknown.map(({ index }) => index));
    this.failures = this.failures.filter(({ index }) => !provisional.has(index));
    const { code } = outcome;
    for (const { index, message } of this.#unknown)
      this.deferred.push({ index, code, message, why: 'policy' });
    this.stop = { kind: 'refused', code, message: outcome.message, refusesUs: true };
  }

  #rule(outcome: AttemptStop): void {
    const { acceptsOthers, size, accepted, attempts } = this.#before;
    const isAboutRecipient =
      size < RULES_IN_A_ROW && accepted > 0 && attempts >= ATTEMPTS_BEFORE_BLAME;
    if (isAboutRecipient || (acceptsOthers && attempts >= ATTEMPTS_BEFORE_BLAME)) {
      this.#fail(outcome);
      return;
    }
    this.#defer(outcome, 'policy');
    if (acceptsOthers) return;
    if (++this.#rules >= RULES_IN_A_ROW || (size < RULES_IN_A_ROW && accepted === 0))
      this.stop = { kind: 'refused', ...textOf(outcome), refusesUs: true };
  }

  #cut(outcome: AttemptStop, why: Deferred['why']): void {
    this.#defer(outcome, why);
    if (++this.#cuts >= CUTS_IN_A_ROW)
      this.stop = { kind: 'refused', ...textOf(outcome), about: 'server' };
  }
}

/**
 * One refusal by a rule may be about us or about the recipient, and one closed connection says
 * nothing: neither closes the circuit.
 */
const isVerdictOnUs = (outcome: Outcome): boolean =>
  outcome.kind === 'sent' ||
  (outcome.kind === 'refused' &&
    !['policy', 'message', 'cut', 'slow', 'paced'].includes(outcome.about ?? ''));

const textOf = ({ code, message }: AttemptStop) => ({ code, message });

/** The text without addresses, numbers and ids, which differ between recipients. */
export const withoutDetails = (message: string): string => message.replaceAll(/\S*[@\d]\S*/g, '');

const recipientWaits = [5, 10, 15, 30, 60, 120, 240, 600].map((seconds) => seconds * SECOND);

/** Delay before a deferred recipient is tried again, ms: short at first, for greylisting. */
export const waitForRecipient = (attempts: number, random: number): number =>
  Math.round((recipientWaits[attempts] ?? 15 * MINUTE) * (1 + random / 10));

/** Tried for hours. */
export const isLastAttempt = (attempts: number): boolean => attempts + 1 >= MAX_ATTEMPTS;
