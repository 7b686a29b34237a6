import { decodeBase64 } from 'hono/utils/encode';
import { LRUCache } from 'lru-cache';
import type { Db } from '../../db/engine/client.ts';
import { logoBytes } from '../../db/page/logo.ts';
import { errorFacts, type Log } from '../core/log.ts';
import { sha256 } from '../core/secret.ts';
import { withTimeout } from '../core/timeout.ts';
import { logoFiles } from '../domain/branding/logo.ts';
import type { LastKnown, LogoCopies } from './last-known.ts';
import type { SnapshotPage } from './snapshot.ts';

type Bytes = Uint8Array<ArrayBuffer>;
/** What the page shows now, and what it showed until now. */
const IN_MEMORY = 6;

/** What a logo is called, but for its ending: what it holds says so, so that a copy can be proved. */
export const logoName = async (bytes: Bytes): Promise<string> => (await sha256(bytes)).slice(0, 32);

/**
 * The bytes of the page's logos. Memory, the copy beside the last-known page, the database: a name
 * is the hash of what it stands for, so the nearest is as good as any.
 */
export class Logos {
  readonly #db: Db;
  readonly #copies: LogoCopies;
  readonly #log: Log;
  readonly #known = new LRUCache<string, Bytes>({ max: IN_MEMORY });

  constructor(deps: { db: Db; copies: LogoCopies; log: Log }) {
    this.#db = deps.db;
    this.#copies = deps.copies;
    this.#log = deps.log;
  }

  /** Null where there is none. Throws where the database alone could know. */
  async find(pageId: string, file: string): Promise<Bytes | null> {
    const found =
      this.#known.get(file) ?? (await this.#copied(file)) ?? (await this.#stored(pageId, file));
    if (found) this.#known.set(file, found);
    return found;
  }

  /** Lets a page that is shown without its database have its logo too. */
  async keep({ id, logo }: SnapshotPage): Promise<void> {
    await Promise.all(logoFiles(logo).map(({ file }) => this.find(id, file)));
  }

  async #copied(file: string): Promise<Bytes | null> {
    const copy = await this.#copies.load(file).catch(() => null);
    return copy && file.startsWith(await logoName(copy)) ? copy : null;
  }

  async #stored(pageId: string, file: string): Promise<Bytes | null> {
    const base64 = await withTimeout(logoBytes(this.#db, pageId, file));
    if (base64 === null) return null;
    const bytes = decodeBase64(base64);
    await this.#copies
      .save(file, bytes)
      .catch((error) => this.#log('warn', 'the copy of a logo was not written', errorFacts(error)));
    return bytes;
  }
}

/** With each page that is kept, the logos that it shows. */
export const withLogos = (lastKnown: LastKnown, logos: Logos): LastKnown => ({
  load: () => lastKnown.load(),
  save: async (snapshot) => {
    await lastKnown.save(snapshot);
    await logos.keep(snapshot.page);
  },
});
