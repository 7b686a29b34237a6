import type { Db } from '../../db/engine/client.ts';
import type { Reads } from '../../db/engine/write.ts';
import { pageVersion, raiseVersion } from '../../db/public/snapshot.ts';
import { errorFacts } from '../core/log.ts';
import { withTimeout } from '../core/timeout.ts';
import { MINUTE } from '../domain/time/time.ts';
import { incidentReads, type Made, makeSnapshot, type SnapshotScope, wholeReads } from './build.ts';
import { Freshness } from './freshness.ts';
import { type CopyOptions, WriteBehindCopies } from './last-known.ts';
import type { Snapshot } from './snapshot.ts';

export type StoreOptions = CopyOptions & {
  db: Db;
  scope: SnapshotScope;
  /** The installation's address. */
  url: string;
  clock: () => number;
  /** A snapshot that was not confirmed for this long, ms, is shown with its age. */
  freshFor: number;
};

/**
 * The snapshot of one page for one audience, in this process. Readers call `current()`, which rarely asks the database;
 * writers read `readsFor()` in their batch and `accept()` the result; and a timer, or `current()`
 * without one, calls `catchUp()` for writes of other processes.
 */
export class SnapshotStore {
  readonly #options: StoreOptions;
  readonly #copies: WriteBehindCopies;
  readonly #freshness: Freshness;
  #current: Snapshot | null = null;
  /** The newest snapshot built here, with its rows. A stored copy has none. */
  #made: Made | null = null;
  #running: Promise<Snapshot | null> | null = null;
  #queued: Promise<Snapshot | null> | null = null;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#copies = new WriteBehindCopies(options);
    this.#freshness = new Freshness(options);
  }

  /** Its page; null while the installation's page was not read yet. */
  get pageId(): string | null {
    return this.#options.scope.pageId ?? this.#current?.page.id ?? null;
  }

  /** The snapshot in memory, without waiting; null when `current()` must be called. */
  peek(): Snapshot | null {
    return this.#isDue() ? null : this.#current;
  }

  /** The newest snapshot in memory, of any age. */
  latest(): Snapshot | null {
    return this.#current;
  }

  /** Null when there is no page yet. Throws when neither database nor copy is available. */
  async current(): Promise<Snapshot | null> {
    if (!this.#current) return this.#first();
    if (this.#isDue()) await this.#checkAgain();
    return this.#current;
  }

  /** When the snapshot was last confirmed; null while it is fresh. */
  asOf(): number | null {
    return this.#freshness.asOf();
  }

  /** Includes everything committed before the call, so a build that is already running is not enough. */
  refresh(): Promise<Snapshot | null> {
    if (this.#options.later) return this.#build();
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

  /** What a write reads in its own batch. With `incidentId`, only the rows of that incident are read. */
  readsFor(incidentId?: string): Reads<Made | null> {
    const { db, scope, url, clock, later } = this.#options;
    // On Workers another isolate has often written since, and a second round trip costs more than a full read.
    return incidentId && this.#made && !later
      ? incidentReads(db, this.#made, incidentId, url, clock())
      : wholeReads(db, scope, url, clock());
  }

  /** Serves the result of `readsFor`; null reads everything again. */
  async accept(made: Made | null): Promise<void> {
    if (made) await this.#take(made);
    else await this.refresh();
  }

  /** True when a new snapshot was built. */
  async catchUp(): Promise<boolean> {
    const { db, clock } = this.#options;
    const current = this.#current;
    const requestedAt = clock();
    if (
      current &&
      (requestedAt >= (current.staleAt ?? Infinity) || requestedAt < current.builtAt - MINUTE)
    )
      await raiseVersion(db, current.page.id, current.version);
    else if (current && (await pageVersion(db, current.page.id)) === current.version) {
      this.#freshness.confirm(requestedAt);
      return false;
    }
    await this.refresh();
    return true;
  }

  #fail(error: unknown): void {
    this.#options.log('warn', 'snapshot refresh failed', errorFacts(error));
    this.#freshness.fail();
  }

  /** Where there is a timer, readers do not trigger checks. */
  #isDue(): boolean {
    return this.#freshness.isDue() && this.#options.later !== undefined;
  }

  /** Makes a reader wait only for an outdated snapshot, and never while the database fails. */
  async #checkAgain(): Promise<void> {
    const now = this.#options.clock();
    const check = this.catchUp().catch((error) => this.#fail(error));
    this.#options.later?.(check);
    if (this.#freshness.isFailing || this.#freshness.isFresh()) this.#freshness.postpone(now);
    else await withTimeout(check).catch((error) => this.#fail(error));
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

  /** For a process that knows that the database is away: does not ask it. Null without a copy. */
  async takeLastKnown(): Promise<Snapshot | null> {
    const copy = this.#current ?? (await this.#options.lastKnown.load());
    if (copy) this.#freshness.confirmCopy(copy.builtAt);
    this.#current ??= copy;
    return this.#current;
  }

  /** Serves this snapshot, such as one with incidents that the database does not know yet. */
  show(snapshot: Snapshot): void {
    this.#freshness.confirmCopy(snapshot.builtAt);
    this.#current = snapshot;
  }

  /** Resolves when the newest snapshot is stored for the next process. */
  settled(): Promise<void> {
    return this.#copies.settled();
  }

  async #build(): Promise<Snapshot | null> {
    const { db, scope, url, clock } = this.#options;
    const made = await makeSnapshot(db, scope, url, clock());
    return made && this.#take(made);
  }

  async #take(made: Made): Promise<Snapshot> {
    const built = made.snapshot;
    this.#freshness.confirm(built.builtAt);
    // Of two simultaneous builds, the slower one may have older rows.
    if (this.#current && isNewer(this.#current, built)) return this.#current;
    this.#made = made;
    this.#current = built;
    await this.#copies.store(built);
    return built;
  }
}

const isNewer = (current: Snapshot, built: Snapshot): boolean =>
  current.page.id === built.page.id && current.version > built.version;
