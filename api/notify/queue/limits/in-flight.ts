import { type HostOutcome, recordHosts } from '../../../../db/channel/host-state.ts';
import type { Permits } from '../../../../db/channel/rate-limit.ts';
import { type AttemptRow, insertAttempts } from '../../../../db/delivery/batch/attempts.ts';
import {
  type DestinationOutcome,
  recordDestinations,
} from '../../../../db/delivery/batch/destination.ts';
import { type Settled, settleBatches } from '../../../../db/delivery/batch/settle.ts';
import { isFar } from '../../../../db/engine/client.ts';
import { type Statement, write } from '../../../../db/engine/write.ts';
import { errorFacts } from '../../../core/log.ts';
import type { Outcome } from '../../../domain/delivery/delivery.ts';
import type { ChannelDeps } from '../../port/sending.ts';
import { BusyHosts } from './busy-hosts.ts';
import { CallRate } from './call-rate.ts';
import { DomainPace } from './domain-pace.ts';
import { pause } from './permits.ts';
import { SlowMails } from './slow-mails.ts';

/** Interval between checks for new work while calls are in flight, ms. */
const CHECK_INTERVAL = 250;
const SHORT_PAUSE = 2;
/** Batches of one recipient that are composed without a break. */
const SHORT = 16;
/** Calls that wait for their permit, per allowed call: enough to continue while the database is slow. */
const WAITING = 3;

/** Statements to write. Equal ends of several batches are written as one. */
export type End = Settled | Statement[];

/** What is written with an end: true also where its lease was lost. */
export type Related = {
  attempts?: AttemptRow[];
  hosts?: HostOutcome[];
  destinations?: DestinationOutcome[];
  writes?: Statement[];
};
type Finished = { end: End } & Related;

/**
 * The calls of one process that are in flight, limited by the mailer. Outcomes are collected and
 * written together, so that one commit serves several batches.
 */
export class InFlight {
  readonly slowMails: SlowMails;
  readonly hosts: BusyHosts;
  readonly domains = new DomainPace();
  readonly #deps: ChannelDeps;
  readonly #rate = new CallRate();
  readonly #running = new Set<Promise<void>>();
  #calls = 0;
  #started = 0;
  /** Calls whose start time has not come. */
  #delayed = 0;
  #ends: Finished[] = [];
  #writing: Promise<void> | null = null;
  #pause = { since: Number.NEGATIVE_INFINITY, retryAfter: 0 };

  constructor(deps: ChannelDeps) {
    this.#deps = deps;
    this.slowMails = new SlowMails(deps.channel, deps.slowAfter);
    this.hosts = new BusyHosts(deps.channel.limits.perHost);
  }

  get isEmpty(): boolean {
    return this.#running.size === 0 && this.#ends.length === 0 && !this.#writing;
  }

  /**
   * How many calls to start: none until half of the allowed calls are free and few are waiting,
   * since each round costs two commits. Where the rate limit delays calls, as many as it can use.
   * Where nobody can know what became of an interrupted call, only as many as are made at once.
   */
  async room(): Promise<number> {
    const { maxConcurrency, keyed, perHost } = this.#deps.channel.limits;
    while (
      this.#isBusy(maxConcurrency) ||
      this.#running.size - this.#calls > WAITING * maxConcurrency
    )
      await Promise.race([...this.#running, pause(CHECK_INTERVAL)]);
    if (perHost !== undefined && !keyed) return maxConcurrency - this.#running.size;
    return this.#delayed > 0 ? WAITING * maxConcurrency : 2 * maxConcurrency;
  }

  /** Connections of slow mails are free again much later, so the others are counted. */
  #isBusy(maxConcurrency: number): boolean {
    const { open } = this.slowMails;
    return this.#calls >= maxConcurrency || this.#calls - open > (maxConcurrency - open) / 2;
  }

  /** Starts a call after `wait` ms, when its permit is valid. */
  async start(batchId: string, wait: number, call: () => Promise<void>): Promise<void> {
    const running = this.#run(wait, call)
      .catch((error) => {
        // The outcome was not recorded. After the lease, the same bytes are sent with the same key.
        this.#deps.log('error', 'batch abandoned', { chunk: batchId, ...errorFacts(error) });
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
    // Composing mails blocks the thread: readers are served between two batches.
    const isLong = this.#deps.channel.limits.perHost === undefined || ++this.#started % SHORT === 0;
    if (wait === 0 && isLong) await pause(0);
  }

  async #run(wait: number, call: () => Promise<void>): Promise<void> {
    if (wait > 0) {
      this.#delayed++;
      await pause(wait);
      this.#delayed--;
    }
    while (this.#calls >= this.#deps.channel.limits.maxConcurrency) await pause(SHORT_PAUSE);
    this.#calls++;
    await call().finally(() => this.#calls--);
  }

  /** Makes a call when the provider's limit surely allows it. */
  withinRate<T>({ announced }: Permits, call: () => Promise<T>): Promise<T> {
    return this.#rate.within(announced, call);
  }

  addOutcome(end: End, related: Related = {}): void {
    this.#ends.push({ end, ...related });
    for (const { hostKey, isWell } of related.hosts ?? []) this.hosts.record(hostKey, isWell);
    if (this.#isWrittenAtOnce) this.#writing ??= this.#writeAtOnce();
  }

  /** Passes on what is to be written, and keeps it unless `put` returns anything but null. */
  async writeOutcomes<T>(put: (ends: readonly Statement[]) => Promise<T>): Promise<T> {
    const ends = this.#ends.splice(0);
    let answer: T | null = null;
    try {
      answer = await put(statementsOf(this.#deps, ends));
      return answer;
    } finally {
      if (answer === null) this.#ends.unshift(...ends);
    }
  }

  /**
   * After “too fast”, or a refusal of all mail, calls with older permits are not made. The channel
   * grants none until then.
   */
  pauseAfter(outcome: Outcome): void {
    if (outcome.kind !== 'refused') return;
    const isDown = outcome.refusesUs || outcome.about === 'server';
    const retryAfter = outcome.retryAfter ?? (isDown ? 0 : undefined);
    if (retryAfter !== undefined) this.#pause = { since: performance.now(), retryAfter };
  }

  /** The outcome of a call with a permit from `since` that must not be made any more. */
  outcomeWhilePaused(since: number): Outcome | null {
    if (since > this.#pause.since) return null;
    const retryAfter = Math.max(0, this.#pause.since + this.#pause.retryAfter - performance.now());
    return { kind: 'refused', code: 'held_back', message: 'another call was too fast', retryAfter };
  }

  /** Waits a short time for outcomes and writes them. */
  async settle(): Promise<void> {
    if (this.#running.size > 0)
      await Promise.race([Promise.all(this.#running), pause(CHECK_INTERVAL)]);
    await this.#writeEnds();
  }

  /** Waits for all calls. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
    await this.#writeEnds();
  }

  /** Waits for all calls but the slow ones. */
  async drainFast(): Promise<void> {
    while (this.#running.size > this.slowMails.open)
      await Promise.race([...this.#running, pause(CHECK_INTERVAL)]);
    await this.#writeEnds();
  }

  /**
   * Where nobody can be asked what became of a call, a crash makes what is not written yet unknown.
   * A database across the network would cost a request each.
   */
  get #isWrittenAtOnce(): boolean {
    const { channel, db } = this.#deps;
    return channel.limits.perHost !== undefined && !channel.limits.keyed && !isFar(db);
  }

  async #writeAtOnce(): Promise<void> {
    try {
      while (this.#ends.length > 0) await this.writeOutcomes((ends) => write(this.#deps.db, ends));
    } catch (error) {
      // The next round writes them again.
      this.#deps.log('warn', 'outcomes not stored yet', errorFacts(error));
    } finally {
      this.#writing = null;
    }
  }

  async #writeEnds(): Promise<void> {
    await this.#writing;
    if (this.#ends.length > 0) await this.writeOutcomes((ends) => write(this.#deps.db, ends));
  }
}

function statementsOf({ db, channel }: ChannelDeps, finished: readonly Finished[]): Statement[] {
  const ends = finished.map(({ end }) => end);
  return [
    ...ends.flatMap((end) => (Array.isArray(end) ? end : [])),
    ...settleBatches(
      db,
      channel,
      ends.flatMap((end) => (Array.isArray(end) ? [] : [end])),
    ),
    ...insertAttempts(finished.flatMap(({ attempts = [] }) => attempts)),
    ...recordHosts(
      channel.name,
      finished.flatMap(({ hosts = [] }) => hosts),
    ),
    ...recordDestinations(finished.flatMap(({ destinations = [] }) => destinations)),
    ...finished.flatMap(({ writes = [] }) => writes),
  ];
}
