import type { Db } from '../../db/engine/client.ts';
import type { Ask } from '../../db/engine/write.ts';
import { pageVersion, raiseVersion } from '../../db/public/snapshot.ts';
import { errorFacts } from '../core/log.ts';
import { withTimeout } from '../core/timeout.ts';
import { MINUTE } from '../domain/time/time.ts';
import { type Made, makeSnapshot, remakeSnapshot } from './build.ts';
import type { Snapshot } from './snapshot.ts';
import { type CopyOptions, WriteBehindCopies } from './write-behind.ts';

type Options = CopyOptions & {
  db: Db;
  url: string;
  clock: () => number;
  /** A snapshot not confirmed for this long, ms, is shown with its age. */
  freshFor: number;
};

/**
 * The one public snapshot that this process serves. A reader takes `current()`, which asks the
 * database only once; whoever writes does so by `refreshBy()`, and a timer (or, without one, `current()` itself) calls `catchUp()` for what other processes wrote and what time changes.
 */
export class SnapshotStore {
  readonly #on: Options;
  readonly #copies: WriteBehindCopies;
  #current: Snapshot | null = null;
  /** The newest that was built here, with its rows; a copy has none. */
  #made: Made | null = null;
  #confirmedAt = 0;
  #running: Promise<Snapshot | null> | null = null;
  #queued: Promise<Snapshot | null> | null = null;
  #failing = false;
  #nextLook = 0;

  constructor(options: Options) {
    this.#on = options;
    this.#copies = new WriteBehindCopies(options);
  }

  /** What is in memory, without waiting; null when `current()` must be asked. */
  peek(): Snapshot | null {
    return this.#isDue() ? null : this.#current;
  }

  /** The newest in memory, however old. */
  latest(): Snapshot | null {
    return this.#current;
  }

  /** Null while the installation has no page yet. Throws when neither database nor copy answers. */
  async current(): Promise<Snapshot | null> {
    if (!this.#current) return this.#first();
    if (this.#isDue()) await this.#lookAgain();
    return this.#current;
  }

  /** Since when nobody could confirm the snapshot; null while it is known to be true. */
  asOf(): number | null {
    return this.#age() < this.#on.freshFor ? null : this.#confirmedAt;
  }

  /** Since it was confirmed, ms. What a clock confirmed that was put back since counts from now. */
  #age(): number {
    const now = this.#on.clock();
    this.#confirmedAt = Math.min(this.#confirmedAt, now);
    return now - this.#confirmedAt;
  }

  /** Includes everything committed before the call: a build already under way is not enough. */
  refresh(): Promise<Snapshot | null> {
    if (this.#on.later) return this.#build();
    if (!this.#running) {
      this.#running = this.#build().finally(() => {
        this.#running = null;
      });
      return this.#running;
    }
    this.#queued ??= this.#running
      .catch(() => null)
      .then(() => {
        this.#queued = null;
        return this.refresh();
      });
    return this.#queued;
  }

  /**
   * As `refresh`, out of the rows that a write has read behind its own: `ask` is that write. Where
   * it is about one incident, as most are, only that is read.
   */
  async refreshBy(ask: Ask, incidentId?: string): Promise<Snapshot | null> {
    // At the edge another isolate has often written since: a second trip would cost more than all.
    if (!incidentId || !this.#made || this.#on.later) return this.#build(ask);
    const { db, url, clock } = this.#on;
    const askedAt = clock();
    const made = await remakeSnapshot(db, this.#made, incidentId, url, askedAt, ask);
    return made ? this.#take(made, askedAt) : this.refresh();
  }

  /** True when the snapshot was made anew. */
  async catchUp(): Promise<boolean> {
    const { db, clock } = this.#on;
    const kept = this.#current;
    const askedAt = clock();
    if (kept && (askedAt >= (kept.staleAt ?? Infinity) || askedAt < kept.builtAt - MINUTE))
      await raiseVersion(db, kept.page.id, kept.version);
    else if (kept && (await pageVersion(db, kept.page.id)) === kept.version) {
      this.#confirm(askedAt);
      return false;
    }
    await this.refresh();
    return true;
  }

  #confirm(askedAt: number): void {
    this.#age();
    this.#confirmedAt = Math.max(this.#confirmedAt, askedAt);
    this.#failing = false;
  }

  #fail(error: unknown): void {
    this.#on.log('warn', 'the snapshot could not be confirmed', errorFacts(error));
    this.#failing = true;
    this.#nextLook = this.#on.clock() + this.#pause;
  }

  /** Where no timer catches up, a reader's request does, at most this often. */
  get #pause(): number {
    return this.#on.freshFor / 2;
  }

  #isDue(): boolean {
    const isOld = this.#age() >= this.#pause;
    return this.#on.later !== undefined && isOld && this.#on.clock() >= this.#nextLook;
  }

  /** Keeps a reader waiting only for a copy that is old, and never while the database fails. */
  async #lookAgain(): Promise<void> {
    const now = this.#on.clock();
    const look = this.catchUp().catch((error) => this.#fail(error));
    this.#on.later?.(look);
    const isFresh = this.#age() < this.#on.freshFor;
    if (this.#failing || isFresh) this.#nextLook = now + this.#pause;
    else await withTimeout(look).catch((error) => this.#fail(error));
  }

  async #first(): Promise<Snapshot | null> {
    try {
      return await withTimeout(this.refresh());
    } catch (error) {
      const copy = await this.takeLastKnown();
      if (!copy) throw error;
      this.#fail(error);
      return copy;
    }
  }

  /** Without asking the database, for a process that knows it to be away; null without a copy. */
  async takeLastKnown(): Promise<Snapshot | null> {
    const copy = this.#current ?? (await this.#on.lastKnown.load());
    if (copy) this.#confirmedAt = Math.max(this.#confirmedAt, copy.builtAt);
    this.#current ??= copy;
    return this.#current;
  }

  /** When the newest snapshot is where the next process finds it, even without a database. */
  settled(): Promise<void> {
    return this.#copies.settled();
  }

  async #build(ask?: Ask): Promise<Snapshot | null> {
    const { db, url, clock } = this.#on;
    const askedAt = clock();
    const made = await makeSnapshot(db, 'public', url, askedAt, ask);
    return made && this.#take(made, askedAt);
  }

  async #take(made: Made, askedAt: number): Promise<Snapshot> {
    const built = made.snapshot;
    this.#confirm(askedAt);
    // Of two builds at the same time the slower may hold the older rows.
    if (this.#current && isNewer(this.#current, built)) return this.#current;
    this.#made = made;
    this.#current = built;
    await this.#copies.keep(built);
    return built;
  }
}

const isNewer = (kept: Snapshot, built: Snapshot): boolean =>
  kept.page.id === built.page.id && kept.version > built.version;
