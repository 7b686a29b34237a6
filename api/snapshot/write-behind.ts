import { errorFacts, type Log } from '../core/log.ts';
import type { LastKnown } from './last-known.ts';
import type { Snapshot } from './snapshot.ts';

export type CopyOptions = {
  lastKnown: LastKnown;
  log: Log;
  /** Do not let a writer wait for the copies; whoever ends the process awaits `settled()`. */
  keepLater: boolean;
  /**
   * Given where there is no timer and no work outlives its request, as at the edge: takes what may
   * go on after the answer. No request then awaits another's work, which may end with that one.
   */
  later?: ((work: Promise<unknown>) => void) | undefined;
};

/** What a drawn page takes, ms, and some more. */
const KEEP_AFTER = 50;

/** The newest snapshot, written where the next process finds it, even without a database. */
export class WriteBehindCopies {
  readonly #on: CopyOptions;
  #newest: Snapshot | null = null;
  #kept: Snapshot | null = null;
  #keeping: Promise<void> | null = null;

  constructor(options: CopyOptions) {
    this.#on = options;
  }

  async keep(built: Snapshot): Promise<void> {
    const { keepLater, later } = this.#on;
    if (later) {
      later(this.#save(built));
      return;
    }
    this.#newest = built;
    this.#keeping ??= this.#keepNewest();
    if (!keepLater) await this.#keeping;
  }

  /** When the newest is written. */
  settled(): Promise<void> {
    return this.#keeping ?? Promise.resolve();
  }

  /**
   * Until the newest is kept: what was built meanwhile is written once, however often that was. Where
   * no writer waits for it, readers who wait for the new page come first.
   */
  async #keepNewest(): Promise<void> {
    if (this.#on.keepLater) await new Promise((resume) => setTimeout(resume, KEEP_AFTER));
    while (this.#newest && this.#newest !== this.#kept) {
      const built = this.#newest;
      await this.#save(built);
      this.#kept = built;
    }
    this.#keeping = null; // with the last look at what is newest: nothing built falls between
  }

  async #save(built: Snapshot): Promise<void> {
    const { lastKnown, log } = this.#on;
    await lastKnown
      .save(built)
      .catch((error) => log('warn', 'the last-known copy was not written', errorFacts(error)));
  }
}
