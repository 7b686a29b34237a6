import { EdgeTriggeredLog, type Log } from '../../core/log.ts';
import { pause } from './limits/permits.ts';

/** One kind of work, done until none is due. A call during a run makes it check once more. */
export class Poller {
  readonly #step: (isStopping: () => boolean) => Promise<boolean>;
  readonly #end: () => Promise<void>;
  readonly #errors: EdgeTriggeredLog;
  #isPollWanted = false;
  #stopping = false;
  #running: Promise<void> | null = null;

  /** `step` does what is due and returns whether there was any. `end` waits for what is still in flight. */
  constructor(
    step: (isStopping: () => boolean) => Promise<boolean>,
    log: Log,
    end = async () => {},
  ) {
    this.#step = step;
    this.#end = end;
    this.#errors = new EdgeTriggeredLog(log, 'sending failed');
  }

  /** Never rejects. */
  poll(): Promise<void> {
    if (this.#stopping) return this.#running ?? Promise.resolve();
    this.#isPollWanted = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const isStopping = () => this.#stopping;
    let isWell = true;
    while (this.#isPollWanted && !this.#stopping) {
      this.#isPollWanted = false;
      isWell = await this.#safely(async () => {
        // A local database answers at once: other work of this process runs between two steps.
        while (!this.#stopping && (await this.#step(isStopping))) await pause(0);
      });
    }
    isWell = (await this.#safely(this.#end)) && isWell;
    if (isWell) this.#errors.resolve();
    this.#running = null;
  }

  async #safely(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#errors.report(error);
      return false;
    }
  }
}
