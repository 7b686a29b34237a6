import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { MINUTE, SECOND } from '../../../domain/time/time.ts';

type Refused = Extract<Outcome, { kind: 'refused' }>;
/** `interval` between two mails (ms), when the next may go, and the longest interval until now. */
type Pace = { interval: number; next: number; longest: number; deferrals: number };

const SHORTEST = 5 * SECOND;
const LONGEST = 15 * MINUTE;
/** After a mail was accepted again. It is halved with each further one, until there is no limit. */
const RECOVERING = 2 * SECOND;
const UNLIMITED = SECOND / 4;
/** Refusals without a word about speed, in a row, that are about the domain and not the mailbox. */
const DEFERRALS_IN_A_ROW = 3;
const MOST_DOMAINS = 1000;

export const mailDomainOf = (email: string): string =>
  email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/**
 * How fast mail goes to each domain that defers it, as one process knows. Its recipients wait, and
 * other domains go on. A server that slows down two domains in a row, and accepts nothing between
 * them, means us.
 */
export class DomainPace {
  readonly #now: () => number;
  readonly #paces = new Map<string, Pace>();
  /** Slowed down for the first time since the server last accepted mail. */
  readonly #slowed = new Set<string>();
  /** The last two domains that accepted mail. */
  #well: string[] = [];

  /** `now` in ms, of a clock that is never set. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /**
   * Null when a mail may go to the domain now. Otherwise it is not tried: that counts as an attempt
   * while the domain defers mail, so that it ends, but not once the domain accepts mail again.
   */
  waiting(domain: string): Refused | null {
    const pace = this.#paces.get(domain);
    if (!pace || pace.interval === 0) return null;
    const retryAfter = pace.next - this.#now();
    if (retryAfter <= 0) {
      pace.next = this.#now() + pace.interval;
      return null;
    }
    const message = `${domain} accepts email slowly now. Its other recipients are tried first.`;
    const about = pace.deferrals > 0 ? 'paced' : 'slow';
    return { kind: 'refused', code: 'domain_waits', message, about, retryAfter };
  }

  /** The outcome of a mail, in the light of those to other domains. `hasOthers`: others follow. */
  read(domain: string, outcome: Outcome, hasOthers: boolean): Outcome {
    if (outcome.kind === 'sent' && outcome.failures.length === 0) this.#accepted(domain);
    if (outcome.kind !== 'refused' || outcome.refusesUs) return outcome;
    if (outcome.about === 'recipient-temporary' && isOfDomain(outcome)) this.#deferred(domain, 1);
    if (outcome.about !== 'rate') return outcome;
    const isKnown = (this.#paces.get(domain)?.interval ?? 0) > 0;
    if (!isKnown) this.#slowed.add(domain);
    const knowsOthers = hasOthers || this.#well.some((other) => other !== domain);
    if (this.#slowed.size > 1 || !(isKnown || knowsOthers)) return outcome;
    this.#deferred(domain, DEFERRALS_IN_A_ROW);
    const { kind, code, message } = outcome;
    return { kind, code, message, about: 'recipient-temporary' };
  }

  #accepted(domain: string): void {
    this.#slowed.clear();
    if (this.#well[0] !== domain) this.#well = [domain, ...this.#well].slice(0, 2);
    const pace = this.#paces.get(domain);
    if (!pace) return;
    pace.deferrals = 0;
    pace.interval = Math.min(pace.interval / 2, RECOVERING);
    pace.next = this.#now() + pace.interval;
    if (pace.interval < UNLIMITED) this.#paces.delete(domain);
  }

  #deferred(domain: string, deferrals: number): void {
    const pace = this.#paces.get(domain) ?? { interval: 0, next: 0, longest: 0, deferrals: 0 };
    pace.deferrals += deferrals;
    if (pace.deferrals >= DEFERRALS_IN_A_ROW) {
      pace.longest = Math.min(Math.max(2 * pace.longest, SHORTEST), LONGEST);
      pace.interval = pace.longest;
      pace.next = this.#now() + pace.interval;
    }
    this.#paces.delete(domain);
    this.#paces.set(domain, pace);
    const [oldest] = this.#paces.keys();
    if (this.#paces.size > MOST_DOMAINS && oldest !== undefined) this.#paces.delete(oldest);
  }
}

/**
 * `4.1` and `4.2` are about the mailbox, `4.3` is about the server that we talk to; greylisting asks
 * each recipient to come again.
 */
const isOfDomain = ({ code, message }: Refused): boolean =>
  (/^4\.[4-7]\.\d/.test(code) || code === '421' || code === '451') &&
  !/gr[ae]y.?list/i.test(message);
