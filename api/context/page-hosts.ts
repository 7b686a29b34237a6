import type { Db } from '../../db/engine/client.ts';
import { listAddresses } from '../../db/page/page.ts';
import { withTimeout } from '../core/timeout.ts';
import { hostIn } from '../domain/page/address.ts';
import { SECOND } from '../domain/time/time.ts';
import type { LastKnown } from '../snapshot/last-known.ts';

/** A page with an address of its own. */
export type PageAddress = { pageId: string; baseUrl: string };

const READ_AGAIN = 5 * SECOND;
/** Hosts remembered while the database is away: scanners send any. */
const MAX_COPIED = 100;

type Options = {
  db: Db;
  /** The installation's address: a request there needs no look at other pages. */
  baseUrl: string;
  clock: () => number;
  lastKnownOf: (host: string) => LastKnown;
  /** As in `CopyOptions`. */
  later?: ((work: Promise<unknown>) => void) | undefined;
};

/**
 * The page that a host leads to. Addresses are in memory and are read again in the background: only
 * the first request of a process at another host than the installation's waits for the database.
 */
export class PageHosts {
  readonly #options: Options;
  readonly #installation: string;
  #known: ReadonlyMap<string, PageAddress> | null = null;
  /** While the database was never reached: what the stored copies say. */
  readonly #copied = new Map<string, PageAddress | null>();
  #readAgainAt = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#installation = hostIn(options.baseUrl);
  }

  /** Null for the installation's page; undefined when `find` must be awaited. */
  peek(host: string | undefined): PageAddress | null | undefined {
    if (host === undefined || host === this.#installation) return null;
    return this.#known ? (this.#known.get(host) ?? null) : this.#copied.get(host);
  }

  /** Null for the installation's page. `isAway`: the database is known to be away. Never rejects. */
  async find(host: string | undefined, isAway: boolean): Promise<PageAddress | null> {
    const found = this.peek(host);
    if (found === null || host === undefined) return null;
    if (this.#known) this.#options.later?.(this.refresh());
    else if (!isAway) await this.refresh();
    return this.peek(host) ?? (this.#known ? null : this.#fromCopy(host));
  }

  /** Reads addresses that are older than five seconds again. Never rejects. */
  async refresh(): Promise<void> {
    const { db, clock } = this.#options;
    const now = clock();
    if (now < this.#readAgainAt && now >= this.#readAgainAt - READ_AGAIN) return;
    this.#readAgainAt = now + READ_AGAIN;
    // Without an answer they stay as they are; the snapshots log the outage.
    const rows = await withTimeout(listAddresses(db)).catch(() => null);
    if (!rows) return;
    this.#known = new Map(rows.map((row) => [hostIn(row.baseUrl), row]));
    this.#copied.clear();
  }

  async #fromCopy(host: string): Promise<PageAddress | null> {
    const copy = await this.#options
      .lastKnownOf(host)
      .load()
      .catch(() => null);
    const found = copy && { pageId: copy.page.id, baseUrl: copy.page.url };
    if (this.#copied.size < MAX_COPIED) this.#copied.set(host, found);
    return found;
  }
}
