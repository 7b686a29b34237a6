import { Worker } from 'node:worker_threads';
import { isAnyDue } from '../../../db/delivery/due-work.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { Config } from '../../core/config.ts';
import { EdgeTriggeredLog, errorFacts, type Log } from '../../core/log.ts';
import { SECOND } from '../../domain/time/time.ts';
import { releaseDeadHolders } from './channel-holder.node.ts';

export type Order = 'poll' | 'stop';

/** No lease belongs to this process before it has a thread. */
const NOBODY = '';

/** About the time for a publish and the drawing of its page, ms. */
const POLL_DELAY = 50;

/** Sending waits for the provider, not for memory: this holds a few hundred calls. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };

/**
 * Starts the sender thread when there is first something to send, and again if it fails. A process
 * that only answers readers saves 30 MB.
 */
export class SenderThread {
  readonly #file: URL;
  readonly #deps: { config: Config; db: Db; log: Log };
  readonly #errors: EdgeTriggeredLog;
  #thread: Worker | null = null;
  #gone: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #isReading = false;
  #stopping = false;

  constructor(file: URL, deps: { config: Config; db: Db; log: Log }) {
    this.#file = file;
    this.#deps = deps;
    this.#errors = new EdgeTriggeredLog(deps.log, 'sender process failed');
  }

  async start(): Promise<void> {
    await this.#release();
    if (this.#stopping) return;
    this.#timer = setInterval(() => void this.#pollForThread(), SECOND);
    this.poll();
  }

  /** Delayed: readers of the page that was just published come first. */
  poll(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      if (this.#thread) this.#thread.postMessage('poll' satisfies Order);
      else if (this.#timer) void this.#pollForThread(); // before the start there is nothing to poll
    }, POLL_DELAY);
  }

  /** Waits for calls in flight. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#thread?.postMessage('stop' satisfies Order);
    await this.#gone;
  }

  /** Runs until there is a thread, which polls by itself. */
  async #pollForThread(): Promise<void> {
    if (this.#thread || this.#isReading) return;
    this.#isReading = true;
    try {
      if ((await isAnyDue(this.#deps.db)) && !this.#stopping) this.#open();
      this.#errors.resolve();
    } catch (error) {
      this.#errors.report(error);
    } finally {
      this.#isReading = false;
    }
  }

  #open(): void {
    const { log } = this.#deps;
    // Threads receive data only, and the trusted proxies hold a function.
    const { trustedProxies: _, ...config } = this.#deps.config;
    const thread = new Worker(this.#file, { workerData: config, resourceLimits });
    this.#thread = thread;
    thread.on('error', (error) => log('error', 'sender crashed', errorFacts(error)));
    const ended = new Promise((resume) => thread.once('exit', resume));
    this.#gone = ended.then(async () => {
      await this.#release(); // before the next thread starts, whose leases these must not be
      this.#thread = null;
    });
  }

  /** Ends the leases of this host's dead senders. */
  async #release(): Promise<void> {
    await releaseDeadHolders(this.#deps.db, NOBODY).catch((error) =>
      this.#deps.log('warn', 'leases of a crashed process not released', errorFacts(error)),
    );
  }
}
