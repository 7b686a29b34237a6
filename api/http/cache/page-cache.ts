import { LRUCache } from 'lru-cache';
import { type Digest, sha256 } from '../../core/secret.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** What readers see: a snapshot, and when it was last confirmed if it is not fresh. */
export type View = { snapshot: Snapshot; asOf: number | null };

type Encoding = 'br' | 'gzip' | 'identity';
type Bytes = Uint8Array<ArrayBuffer>;
/** Compression of this runtime; Cloudflare compresses by itself. */
export type Compressors = Partial<Record<Encoding, (bytes: Bytes) => Promise<Bytes>>>;

/** A finished response, served without Astro, renderers or the database. */
export type FinishedPage = {
  status: number;
  headers: { etag: string; [name: string]: string };
  body: Bytes;
};

/** Stores finished pages outside this process, for later ones and other isolates. */
export type PageCacheStore = {
  load(key: string): Promise<FinishedPage | null>;
  save(key: string, page: FinishedPage): Promise<void>;
};

type Options = {
  /** A secret and the build, so that ETags of another build never match. */
  salt: string;
  compressors?: Compressors | undefined;
  /** The fastest implementation of the runtime. */
  digest?: Digest | undefined;
  maxBytes?: number | undefined;
  store?: PageCacheStore | undefined;
  /** As in `SnapshotStore`: set where no request may await another one's work. */
  later?: ((work: Promise<unknown>) => void) | undefined;
};

const SET_BY_OWNERS = ['content-security-policy', 'x-robots-tag'];
const MAX_BYTES = 64 * 1024 * 1024;
/** Compressing shorter responses gains nothing. */
const WORTH_SHORTENING = 512;
const SHORT_ALREADY = /^image\/(?!svg)/;

/** Browsers send only a few values of Accept-Encoding; others are parsed each time. */
const MAX_VARIANTS = 100;

/**
 * Finished bytes by page, audience, version, age, path and encoding. The first entry of a version
 * evicts the previous version; the total size is limited.
 */
export class PageCache {
  readonly #options: Options;
  readonly #compressors: Compressors;
  readonly #done: LRUCache<string, FinishedPage>;
  readonly #underWay = new Map<string, Promise<FinishedPage>>();
  readonly #encodings = new Map<string, Encoding>();
  /** The newest version seen, by page and audience. */
  readonly #versions = new Map<string, string>();

  constructor(options: Options) {
    this.#options = options;
    this.#compressors = options.compressors ?? {};
    this.#done = new LRUCache({
      maxSize: options.maxBytes ?? MAX_BYTES,
      sizeCalculation: (page) => page.body.byteLength + 1024,
    });
  }

  peek(view: View, path: string, encoding: Encoding): FinishedPage | undefined {
    return this.#done.get(`${keyOf(view, path)}:${encoding}`);
  }

  get bytes(): number {
    return this.#done.calculatedSize;
  }

  get entries(): number {
    return this.#done.size;
  }

  /** The best encoding that both the reader and this runtime support. */
  encodingFor(accepted: string): Encoding {
    const known = this.#encodings.get(accepted);
    if (known) return known;
    const found = this.#read(accepted);
    if (this.#encodings.size < MAX_VARIANTS) this.#encodings.set(accepted, found);
    return found;
  }

  #read(accepted: string): Encoding {
    if (this.#compressors.br && /\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return 'br';
    if (this.#compressors.gzip && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted))
      return 'gzip';
    return 'identity';
  }

  /** Renders and compresses once for simultaneous readers. Only status 200 is cached. */
  async get(
    view: View,
    path: string,
    encoding: Encoding,
    render: () => Promise<Response>,
  ): Promise<FinishedPage> {
    const key = keyOf(view, path);
    this.#letGoOfOlder(view);
    const plain = () =>
      this.#singleFlight(`${key}:identity`, () => this.#stored(view, path, render));
    if (encoding === 'identity') return plain();
    return this.#singleFlight(`${key}:${encoding}`, async () =>
      this.#shorten(await plain(), encoding),
    );
  }

  #letGoOfOlder({ snapshot: { page, audience, version } }: View): void {
    const own = `${page.id}:${audience}:`;
    const now = `${own}${version}:`;
    if (now === this.#versions.get(own)) return;
    this.#versions.set(own, now);
    for (const key of [...this.#done.keys()])
      if (key.startsWith(own) && !key.startsWith(now)) this.#done.delete(key);
  }

  async #singleFlight(key: string, make: () => Promise<FinishedPage>): Promise<FinishedPage> {
    const ready = this.#done.get(key) ?? this.#underWay.get(key);
    if (ready !== undefined) return ready;
    const making = make()
      .then((page) => {
        if (isCacheable(page)) this.#done.set(key, page);
        return page;
      })
      .finally(() => this.#underWay.delete(key));
    if (!this.#options.later) this.#underWay.set(key, making);
    return making;
  }

  async #stored(view: View, path: string, render: () => Promise<Response>): Promise<FinishedPage> {
    const key = keyOf(view, path);
    const { store, later } = this.#options;
    const known = await store?.load(key);
    if (known) return known;
    const page = await this.draw(view, path, render);
    if (store && isCacheable(page)) later?.(store.save(key, page));
    return page;
  }

  /** Renders without caching, for responses with too many variants. */
  async draw(view: View, path: string, render: () => Promise<Response>): Promise<FinishedPage> {
    const { page, audience } = view.snapshot;
    const response = await render();
    const body = new Uint8Array(await response.arrayBuffer());
    // Browsers keep the headers of a cached page: changed headers need a new ETag.
    const settings = SET_BY_OWNERS.map((name) => response.headers.get(name) ?? '');
    const headers = {
      ...Object.fromEntries(response.headers),
      'content-length': `${body.byteLength}`,
      vary: ['accept-encoding', response.headers.get('vary') ?? []].flat().join(', '),
      etag: await this.#etagOf([this.#options.salt, page.id, audience, path, ...settings], body),
    };
    return { status: response.status, headers, body };
  }

  async #shorten(page: FinishedPage, encoding: Encoding): Promise<FinishedPage> {
    const compress = this.#compressors[encoding];
    if (!compress || page.status !== 200 || page.body.byteLength < WORTH_SHORTENING) return page;
    if (SHORT_ALREADY.test(page.headers['content-type'] ?? '')) return page;
    const body = await compress(page.body);
    const headers = {
      ...page.headers,
      'content-encoding': encoding,
      'content-length': `${body.byteLength}`,
      etag: page.headers.etag.replace(/"$/, `-${encoding}"`),
    };
    return { ...page, headers, body };
  }
  /** A hash of the content, so that every change alters it; different audiences never share one. */
  async #etagOf(names: string[], body: Bytes): Promise<string> {
    const { digest = sha256 } = this.#options;
    const named = new TextEncoder().encode(names.join('\n'));
    const all = new Uint8Array(named.byteLength + body.byteLength);
    all.set(named);
    all.set(body, named.byteLength);
    return `"${(await digest(all)).slice(0, 24)}"`;
  }
}

/** Only complete and fresh responses; renderers mark others as `no-store`. */
export const isCacheable = ({
  status,
  headers,
}: {
  status: number;
  headers: Record<string, string>;
}): boolean => status === 200 && headers['cache-control'] !== 'no-store';

const keyOf = ({ snapshot, asOf }: View, path: string): string =>
  `${snapshot.page.id}:${snapshot.audience}:${snapshot.version}:${asOf ?? ''}:${path}`;
