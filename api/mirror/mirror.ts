import { errorFacts, type Log } from '../core/log.ts';
import { sha256 } from '../core/secret.ts';
import { DAY, MINUTE } from '../domain/time/time.ts';
import type { StaticFile } from '../export/files.ts';
import type { Bucket } from './bucket.ts';

/** Outcome of the last push, for operators. */
export type MirrorOutcome = {
  /** When the mirror was last complete; null before the first time. */
  completeAt: number | null;
  files: number;
  /** A sentence; null when all is well. */
  problem: string | null;
};

type Options = {
  bucket: Pick<Bucket, 'get' | 'put' | 'remove'>;
  /** `depth` limits the distance from the front page; absent: everything. */
  files: (depth?: number) => AsyncIterable<StaticFile>;
  clock: () => number;
  log: Log;
};

const EVERY = 5 * MINUTE;
const AFTER_FAILURE = 30_000;
/** A push that takes longer was interrupted with its run. */
const MAX_RUN = 15 * MINUTE;
/** From this many files on, a publish pushes only nearby pages; the rest follows once a day. */
const MANY = 2000;
/** The front page, what it links to, and what that links to. */
const NEAR = 2;
/** Hashes of the files, so that a restart pushes only differences. */
const MANIFEST = 'manifest.json';

/** Keeps a bucket equal to the public page: after each publish, and every five minutes. */
export class Mirror {
  readonly #options: Options;
  #pushed: Map<string, string> | null = null;
  #version: number | null = null;
  #nextAt = 0;
  #begunAt = 0;
  #wholeAt = 0;
  #running: Promise<void> | null = null;
  #outcome: MirrorOutcome = { completeAt: null, files: 0, problem: null };

  constructor(options: Options) {
    this.#options = options;
  }

  outcome(): MirrorOutcome {
    return this.#outcome;
  }

  /** Pushes when there is a new version or it is time. One push at a time; never rejects. */
  sync(version: number | undefined): Promise<void> {
    const isDue = this.#options.clock() >= this.#nextAt;
    const isNew = version !== this.#version && this.#outcome.problem === null;
    if (version === undefined || !(isDue || isNew)) return this.#running ?? Promise.resolve();
    if (this.#running && this.#options.clock() - this.#begunAt < MAX_RUN) return this.#running;
    this.#begunAt = this.#options.clock();
    const push = this.#push(version).finally(() => {
      if (this.#running === push) this.#running = null;
    });
    this.#running = push;
    return push;
  }

  async #push(version: number): Promise<void> {
    const { clock, log } = this.#options;
    const at = clock();
    try {
      await this.#bringUpToDate(at);
      this.#version = version;
      this.#nextAt = at + EVERY;
      if (this.#outcome.problem !== null) log('info', 'mirror up to date again');
      this.#outcome = { completeAt: at, files: this.#pushed?.size ?? 0, problem: null };
    } catch (error) {
      this.#nextAt = at + AFTER_FAILURE;
      if (this.#outcome.problem === null) log('warn', 'mirror out of date', errorFacts(error));
      const problem = error instanceof Error ? error.message : String(error);
      this.#outcome = { ...this.#outcome, problem };
    }
  }

  async #bringUpToDate(at: number): Promise<void> {
    const { bucket, files } = this.#options;
    this.#pushed ??= await this.#readManifest();
    const pushed = this.#pushed;
    const isWhole = pushed.size < MANY || at - this.#wholeAt >= DAY;
    const seen = new Set<string>();
    let changes = 0;
    for await (const file of isWhole ? files() : files(NEAR)) {
      seen.add(file.path);
      const hash = await sha256(file.bytes);
      if (pushed.get(file.path) === hash) continue;
      await bucket.put(file);
      pushed.set(file.path, hash);
      changes++;
    }
    for (const path of isWhole ? [...pushed.keys()].filter((path) => !seen.has(path)) : []) {
      await bucket.remove(path);
      pushed.delete(path);
      changes++;
    }
    if (isWhole) this.#wholeAt = at;
    if (changes > 0) await this.#storeManifest(pushed);
  }

  async #readManifest(): Promise<Map<string, string>> {
    try {
      const text = await this.#options.bucket.get(MANIFEST);
      return new Map(Object.entries(JSON.parse(text ?? '{}')));
    } catch (error) {
      if (error instanceof SyntaxError) return new Map();
      throw error;
    }
  }

  #storeManifest(pushed: Map<string, string>): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(pushed)));
    return this.#options.bucket.put({ path: MANIFEST, type: 'application/json', bytes });
  }
}
