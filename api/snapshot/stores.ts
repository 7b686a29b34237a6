import type { Reads } from '../../db/engine/write.ts';
import { type PageScope, readers } from '../domain/page/scope.ts';
import type { Made } from './build.ts';
import { type LastKnown, noLastKnown } from './last-known.ts';
import type { SnapshotPage } from './snapshot.ts';
import { SnapshotStore, type StoreOptions } from './store.ts';

type Options = Omit<StoreOptions, 'scope' | 'lastKnown'> & {
  /** The copy of a page with a host of its own, or with null of the installation's page. */
  lastKnownOf: (host: string | null) => LastKnown;
};

/** What one store gets from a batch. */
type Share = { store: SnapshotStore; made: Made | null };

/** The snapshots of this process: one store for each page and audience. */
export class SnapshotStores {
  /** What readers see of the installation's page. */
  readonly installation: SnapshotStore;
  readonly #options: Options;
  readonly #others = new Map<string, SnapshotStore>();

  constructor(options: Options) {
    this.#options = options;
    const scope = { pageId: null, audience: readers } as const;
    this.installation = new SnapshotStore({
      ...options,
      scope,
      lastKnown: options.lastKnownOf(null),
    });
  }

  /**
   * The store of a scope. Only what readers see at the page's own `host` is copied: whoever may see
   * more cannot sign in without the database.
   */
  of(scope: PageScope, host: string | null = null): SnapshotStore {
    const { pageId, audience } = scope;
    if (audience === readers && this.installation.pageId === pageId) return this.installation;
    const key = JSON.stringify([pageId, audience]);
    const known = this.#others.get(key);
    if (known) return known;
    const lastKnown =
      audience === readers && host !== null ? this.#options.lastKnownOf(host) : noLastKnown;
    const made = new SnapshotStore({ ...this.#options, scope, lastKnown });
    this.#others.set(key, made);
    return made;
  }

  /** What a write on a page reads in its own batch, for each audience that this process serves. */
  readsFor(pageId: string, incidentId?: string): Reads<Share[]> {
    const all = this.#open().filter((store) => (store.pageId ?? pageId) === pageId);
    const reads = all.map((store) => ({ store, ...store.readsFor(incidentId) }));
    return {
      queries: reads.flatMap(({ queries }) => queries),
      decode: (rows) => {
        let from = 0;
        return reads.map(({ store, queries, decode }) => {
          const own = rows.slice(from, from + queries.length);
          from += queries.length;
          return { store, made: decode(own) };
        });
      },
    };
  }

  /** Serves the result of `readsFor`. */
  async accept(shares: readonly Share[]): Promise<void> {
    await Promise.all(shares.map(({ store, made }) => store.accept(made)));
  }

  /** Looks for writes of other processes, in every store. */
  async catchUp(): Promise<void> {
    await Promise.all(this.#open().map((store) => store.catchUp()));
  }

  /** Resolves when the newest snapshots are stored for the next process. */
  async settled(): Promise<void> {
    await Promise.all(this.#open().map((store) => store.settled()));
  }

  /** The pages in memory. */
  pages(): SnapshotPage[] {
    return this.#open().flatMap((store) => store.latest()?.page ?? []);
  }

  #open(): SnapshotStore[] {
    return [this.installation, ...this.#others.values()];
  }
}
