import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { SECOND } from '../domain/time.ts';
import type { Config } from '../env.ts';
import { errorFacts, type Log } from '../log.ts';

export type Order = 'look' | 'stop';

/** Mails wait for the provider, not for memory: a few hundred calls' worth is plenty. */
const resourceLimits = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 };

/** The sender as its process sees it: in a thread, which is started anew should it ever fall over. */
export class SenderApart {
  readonly #file: URL;
  readonly #config: Config;
  readonly #log: Log;
  #thread: Worker | null = null;
  #again: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(file: URL, { config, log }: { config: Config; log: Log }) {
    this.#file = file;
    this.#config = config;
    this.#log = log;
  }

  start(): void {
    if (this.#stopping) return;
    const thread = new Worker(this.#file, { workerData: this.#config, resourceLimits });
    this.#thread = thread;
    thread.on('error', (error) => this.#log('error', 'the sender fell over', errorFacts(error)));
    thread.once('exit', () => {
      this.#thread = null;
      if (!this.#stopping) this.#again = setTimeout(() => this.start(), SECOND);
    });
  }

  look(): void {
    this.#tell('look');
  }

  /** Lets what is on its way arrive. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#again);
    if (!this.#thread) return;
    const gone = once(this.#thread, 'exit');
    this.#tell('stop');
    await gone;
  }

  #tell(order: Order): void {
    this.#thread?.postMessage(order);
  }
}
