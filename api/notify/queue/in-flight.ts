import { type Permits, RESERVED } from '../../../db/channel/rate-limit.ts';
import { settleBatches } from '../../../db/delivery/settle.ts';
import { type Statement, write } from '../../../db/engine/write.ts';
import { errorFacts } from '../../core/log.ts';
import type { Outcome } from '../../domain/delivery/delivery.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { SenderDeps } from '../port/sending.ts';
import type { End } from './finish.ts';
import { pause } from './permits.ts';
import { SlowMails } from './slow.ts';

/** Between two looks for new work while calls are on their way, ms. */
const A_WHILE = 250;
const SOON = 2;
/** Calls that wait for their turn, for each that may be made at once: enough to go on with while the database is slow. */
const WAITING = 3;

/**
 * The calls of one process that are on their way, at most as many as the mailer makes at once, and what
 * became of those that arrived: written together, so that a commit serves many chunks.
 */
export class InFlight {
  readonly slowMails: SlowMails;
  readonly #on: SenderDeps;
  readonly #flying = new Set<Promise<void>>();
  #calls = 0;
  /** Those whose turn has not come. */
  #early = 0;
  /** Until when the newest calls count, at a far end that counts those of its last second. */
  #counted: { until: number }[] = [];
  #quickest = Number.POSITIVE_INFINITY;
  #ends: End[] = [];
  #hold = { since: Number.NEGATIVE_INFINITY, retryAfter: 0 };

  constructor(deps: SenderDeps) {
    this.#on = deps;
    this.slowMails = new SlowMails(deps.mailer);
  }

  get isEmpty(): boolean {
    return this.#flying.size === 0 && this.#ends.length === 0;
  }

  /**
   * How many calls to begin, once at least half of those at once may and few wait for their turn: more
   * than may be made now, since each round costs two commits. Most where calls wait for their turn:
   * there the far end sets the pace, and none of its time must be lost.
   */
  async room(): Promise<number> {
    const { callsAtOnce } = this.#on.mailer;
    while (this.#isBusy(callsAtOnce) || this.#flying.size - this.#calls > WAITING * callsAtOnce)
      await Promise.race([...this.#flying, pause(A_WHILE)]);
    return this.#early > 0 ? WAITING * callsAtOnce : 2 * callsAtOnce;
  }

  /** Connections of slow mails come back late: the others are counted. */
  #isBusy(callsAtOnce: number): boolean {
    const { open } = this.slowMails;
    return this.#calls >= callsAtOnce || this.#calls - open > (callsAtOnce - open) / 2;
  }

  /** Begins a call after `wait` ms, when its turn has come. */
  async takeOff(chunk: string, wait: number, call: () => Promise<void>): Promise<void> {
    const flying = this.#inTurn(wait, call)
      .catch((error) => {
        // Its end was not recorded: when the lease runs out, the same bytes go under the same key.
        this.#on.log('error', 'a chunk was left', { chunk, ...errorFacts(error) });
      })
      .finally(() => this.#flying.delete(flying));
    this.#flying.add(flying);
    if (wait === 0) await pause(0); // a mail's bytes are made in this process: readers come between two chunks
  }

  async #inTurn(wait: number, call: () => Promise<void>): Promise<void> {
    if (wait > 0) {
      this.#early++;
      await pause(wait);
      this.#early--;
    }
    while (this.#calls >= this.#on.mailer.callsAtOnce) await pause(SOON);
    this.#calls++;
    await call().finally(() => this.#calls--);
  }

  /**
   * Makes a call when the far end surely takes it: when a machine is held up, calls whose turns were
   * apart arrive together. A call arrives some time before its answer, by the quickest of them at least.
   */
  async within<T>({ announced }: Permits, call: () => Promise<T>): Promise<T> {
    const most = announced === null ? Number.POSITIVE_INFINITY : Math.max(1, announced - RESERVED);
    while (this.#countedNow() >= most) await pause(SOON);
    const one = { until: Number.POSITIVE_INFINITY };
    this.#counted.push(one);
    const began = performance.now();
    return call().finally(() => {
      const answered = performance.now();
      this.#quickest = Math.min(this.#quickest, answered - began);
      one.until = answered - this.#quickest + SECOND;
    });
  }

  #countedNow(): number {
    const now = performance.now();
    this.#counted = this.#counted.filter(({ until }) => until > now);
    return this.#counted.length;
  }

  arrived(end: End): void {
    this.#ends.push(end);
  }

  /** Hands over what is to be written. It stays here until `put` says, by any answer but null, that it was. */
  async writing<T>(put: (ends: readonly Statement[]) => Promise<T>): Promise<T> {
    const ends = [...this.#ends];
    const answer = await put(statementsOf(this.#on, ends));
    if (answer !== null) this.#ends.splice(0, ends.length);
    return answer;
  }

  /** After “too fast”, or a refusal of all mail, no call is made that had its turn before: the lane gives none until then. */
  holdBack(outcome: Outcome): void {
    if (outcome.kind !== 'refused') return;
    const isDown = outcome.refusesUs || outcome.about === 'server';
    const retryAfter = outcome.retryAfter ?? (isDown ? 0 : undefined);
    if (retryAfter !== undefined) this.#hold = { since: performance.now(), retryAfter };
  }

  /** What to record of a call that had its turn at `since`, and must not be made any more. */
  heldBack(since: number): Outcome | null {
    if (since > this.#hold.since) return null;
    const retryAfter = Math.max(0, this.#hold.since + this.#hold.retryAfter - performance.now());
    return { kind: 'refused', code: 'held_back', message: 'another call was too fast', retryAfter };
  }

  /** Waits for them to arrive, not for long, and writes what became of those that did. */
  async settle(): Promise<void> {
    if (this.#flying.size > 0) await Promise.race([Promise.all(this.#flying), pause(A_WHILE)]);
    await this.#writeEnds();
  }

  /** Lets all arrive. */
  async land(): Promise<void> {
    while (this.#flying.size > 0) await Promise.all(this.#flying);
    await this.#writeEnds();
  }

  /** Lets all arrive but the slow ones. */
  async landQuick(): Promise<void> {
    while (this.#flying.size > this.slowMails.open)
      await Promise.race([...this.#flying, pause(A_WHILE)]);
    await this.#writeEnds();
  }

  async #writeEnds(): Promise<void> {
    if (this.#ends.length > 0) await this.writing((ends) => write(this.#on.db, ends));
  }
}

const statementsOf = ({ db }: SenderDeps, ends: readonly End[]): Statement[] => [
  ...ends.flatMap((end) => (Array.isArray(end) ? end : [])),
  ...settleBatches(
    db,
    ends.flatMap((end) => (Array.isArray(end) ? [] : [end])),
  ),
];
