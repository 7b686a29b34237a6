import { RULES_IN_A_ROW, withoutDetails } from '../../../domain/delivery/attempt.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import type { DirectMailer } from '../../port/channel.ts';

/**
 * Direct mails refused by a policy, in order. The policy is about us when several recipients got
 * the same text and the server accepted no other mail meanwhile.
 */
export class RefusedDirectMail {
  readonly #mailer: DirectMailer;
  readonly #recipients = new Set<string>();
  #text = '';
  #since = 0;

  constructor(mailer: DirectMailer) {
    this.#mailer = mailer;
  }

  /** The outcome of one mail, in the light of those before it. */
  read(to: string, outcome: Outcome): Outcome {
    if (outcome.kind !== 'refused') {
      if (outcome.kind === 'sent') this.#recipients.clear();
      return outcome;
    }
    if (outcome.about !== 'policy' && outcome.about !== 'message') return outcome;
    const text = `${outcome.code} ${withoutDetails(outcome.message)}`;
    if (text !== this.#text || (this.#mailer.lastAcceptedAt?.() ?? 0) > this.#since) {
      this.#recipients.clear();
      this.#text = text;
    }
    if (this.#recipients.size === 0) this.#since = Date.now();
    if (this.#recipients.size < RULES_IN_A_ROW) this.#recipients.add(to);
    return this.#recipients.size < RULES_IN_A_ROW ? outcome : { ...outcome, refusesUs: true };
  }
}
