import type { Log } from '../log.ts';
import { errorFacts } from '../log.ts';

/** One kind of work, done until none is due. A call while it runs makes it look once more. */
export class Track {
  readonly #step: (isStopping: () => boolean) => Promise<boolean>;
  readonly #log: Log;
  #again = false;
  #stopping = false;
  #running: Promise<void> | null = null;

  /** `step` does what is due, and says whether there was any. */
  constructor(step: (isStopping: () => boolean) => Promise<boolean>, log: Log) {
    this.#step = step;
    this.#log = log;
  }

  /** Never rejects. */
  look(): Promise<void> {
    if (this.#stopping) return this.#running ?? Promise.resolve();
    this.#again = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const isStopping = () => this.#stopping;
    while (this.#again && !this.#stopping) {
      this.#again = false;
      try {
        while (!this.#stopping && (await this.#step(isStopping)));
      } catch (error) {
        this.#log('error', 'sending stopped short', errorFacts(error));
      }
    }
    this.#running = null;
  }
}
