import { errorFacts, type Log } from '../core/log.ts';
import type { Snapshot } from './snapshot.ts';

/** Increase when a stored Snapshot can no longer be read by the previous version, or the reverse. */
const FORMAT = 4;

/** The copy of the last public snapshot, stored apart from the database. */
export type LastKnown = {
  load(): Promise<Snapshot | null>;
  save(snapshot: Snapshot): Promise<void>;
};

/** The file name of the copy for a page with a host of its own, or with null of the installation's page. */
export const copyName = (host: string | null): string =>
  host === null ? 'last-known.json' : `last-known.${encodeURIComponent(host)}.json`;

/** The same for the bytes of logos, by file name. */
export type LogoCopies = {
  load(file: string): Promise<Uint8Array<ArrayBuffer> | null>;
  save(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

/** For tests, and where no copy can be stored. */
export const noLastKnown: LastKnown = { load: async () => null, save: async () => {} };

export const noLogoCopies: LogoCopies = { load: async () => null, save: async () => {} };

export const encodeCopy = (snapshot: Snapshot): string =>
  JSON.stringify({ format: FORMAT, snapshot });

/** Null for anything but a complete copy of this format: a wrong page is worse than none. */
export function decodeCopy(text: string): Snapshot | null {
  try {
    const copy = JSON.parse(text) as { format?: number; snapshot?: Snapshot }; // checked below
    return copy.format === FORMAT && copy.snapshot?.page ? copy.snapshot : null;
  } catch {
    return null;
  }
}

export type CopyOptions = {
  lastKnown: LastKnown;
  log: Log;
  /** Writers do not wait for the copies. Await `settled()` before the process ends. */
  storeLater: boolean;
  /**
   * Set where work ends with its request, as on Workers: passes on work that continues after the
   * response. No request then waits for another one's work.
   */
  later?: ((work: Promise<unknown>) => void) | undefined;
};

/** The time for drawing one page and a little more, ms. */
const STORE_DELAY = 50;

/** Stores the newest snapshot for the next process, and for when the database is away. */
export class WriteBehindCopies {
  readonly #options: CopyOptions;
  #newest: Snapshot | null = null;
  #stored: Snapshot | null = null;
  #storing: Promise<void> | null = null;

  constructor(options: CopyOptions) {
    this.#options = options;
  }

  async store(built: Snapshot): Promise<void> {
    const { storeLater, later } = this.#options;
    if (later) {
      later(this.#save(built));
      return;
    }
    this.#newest = built;
    this.#storing ??= this.#storeNewest();
    if (!storeLater) await this.#storing;
  }

  /** Resolves when the newest is stored. */
  settled(): Promise<void> {
    return this.#storing ?? Promise.resolve();
  }

  /**
   * Writes until the newest is stored; snapshots built meanwhile are written once. Readers waiting
   * for the new page come first, unless a writer waits for the copy.
   */
  async #storeNewest(): Promise<void> {
    if (this.#options.storeLater) await new Promise((resume) => setTimeout(resume, STORE_DELAY));
    while (this.#newest && this.#newest !== this.#stored) {
      const built = this.#newest;
      await this.#save(built);
      this.#stored = built;
    }
    this.#storing = null; // with the last check for a newer one, so that none is missed
  }

  async #save(built: Snapshot): Promise<void> {
    const { lastKnown, log } = this.#options;
    await lastKnown
      .save(built)
      .catch((error) => log('warn', 'last-known copy not written', errorFacts(error)));
  }
}
