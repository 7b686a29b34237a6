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
/** Logos in memory: the current and the previous ones. */
const IN_MEMORY = 9;

/** File name of a logo without its extension: a hash of its content, so that copies can be verified. */
export const logoName = async (bytes: Bytes): Promise<string> => (await sha256(bytes)).slice(0, 32);

/**
 * The bytes of the page's logos, from memory, from the last-known copy or from the database. The
 * name is a hash of the content, so every source is equally good.
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

  /** Null when there is none. Throws when only the database could tell. */
  async find(pageId: string, file: string): Promise<Bytes | null> {
    const found =
      this.#known.get(file) ?? (await this.#copied(file)) ?? (await this.#stored(pageId, file));
    if (found) this.#known.set(file, found);
    return found;
  }

  /** Copies the logo, so that a page served without the database has it too. */
  async store({ id, logo }: SnapshotPage): Promise<void> {
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
      .catch((error) => this.#log('warn', 'logo copy not written', errorFacts(error)));
    return bytes;
  }
}

/** Stores the logos with each page that is stored. */
export const withLogos = (lastKnown: LastKnown, logos: Logos): LastKnown => ({
  load: () => lastKnown.load(),
  save: async (snapshot) => {
    await lastKnown.save(snapshot);
    await logos.store(snapshot.page);
  },
});
