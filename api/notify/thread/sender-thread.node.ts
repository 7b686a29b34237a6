import { Worker } from 'node:worker_threads';
import { isAnyDue, workDue } from '../../../db/delivery/due-work.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { Config } from '../../core/env.ts';
import { EdgeTriggeredLog, errorFacts, type Log } from '../../core/log.ts';
import { SECOND } from '../../domain/time/time.ts';
import { releaseDeadHolders } from './channel-holder.node.ts';

export type Order = 'look' | 'stop';

/** No lease is this process's own while it has no thread. */
const NOBODY = '';

/** What a publish and the drawing of its page take, ms. */
const SOON = 50;

/** Mails wait for the provider, not for memory: a few hundred calls' worth is plenty. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };

/**
 * The sender as its process sees it: in a thread, from when there is first something to send. A
 * process that only answers readers does with 30 MB less; should the thread ever fall over, it is
 * started anew.
 */
export class SenderThread {
  readonly #file: URL;
  readonly #on: { config: Config; db: Db; log: Log };
  readonly #fault: EdgeTriggeredLog;
  #thread: Worker | null = null;
  #gone: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #looking = false;
  #stopping = false;

  constructor(file: URL, deps: { config: Config; db: Db; log: Log }) {
    this.#file = file;
    this.#on = deps;
    this.#fault = new EdgeTriggeredLog(deps.log, 'nobody looked for what is to be sent');
  }

  async start(): Promise<void> {
    await this.#release();
    if (this.#stopping) return;
    this.#timer = setInterval(() => void this.#lookForThread(), SECOND);
    this.look();
  }

  /** Not at once: readers of what was just published come first. */
  look(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      if (this.#thread) this.#thread.postMessage('look' satisfies Order);
      else if (this.#timer) void this.#lookForThread(); // before the start nothing is begun
    }, SOON);
  }

  /** Lets what is on its way arrive. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    clearTimeout(this.#soon);
    this.#thread?.postMessage('stop' satisfies Order);
    await this.#gone;
  }

  /** Until there is a thread, which looks for itself. */
  async #lookForThread(): Promise<void> {
    if (this.#thread || this.#looking) return;
    this.#looking = true;
    try {
      if (isAnyDue(await workDue(this.#on.db)) && !this.#stopping) this.#open();
      this.#fault.over();
    } catch (error) {
      this.#fault.met(error);
    } finally {
      this.#looking = false;
    }
  }

  #open(): void {
    const { log } = this.#on;
    // A thread takes data alone, and whom a proxy speaks for is a function.
    const { trustedProxies: _, ...config } = this.#on.config;
    const thread = new Worker(this.#file, { workerData: config, resourceLimits });
    this.#thread = thread;
    thread.on('error', (error) => log('error', 'the sender fell over', errorFacts(error)));
    const ended = new Promise((resume) => thread.once('exit', resume));
    this.#gone = ended.then(async () => {
      await this.#release(); // before there is another, whose leases these must not be
      this.#thread = null;
    });
  }

  /** What senders of this machine held that are no more is due at once. */
  async #release(): Promise<void> {
    await releaseDeadHolders(this.#on.db, NOBODY).catch((error) =>
      this.#on.log('warn', 'leases of a crash stay until they end', errorFacts(error)),
    );
  }
}
