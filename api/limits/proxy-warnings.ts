import { LRUCache } from 'lru-cache';
import type { Log } from '../core/log.ts';
import { HOUR } from '../domain/time/time.ts';

/**
 * This many networks over a limit within an hour are a flood, or a proxy that is counted as many
 * visitors.
 */
const MANY_NETWORKS = 20;

const sentences = {
  unnamed: (peer = '') =>
    `Requests come through a proxy at ${peer} that isn’t in TRUSTED_PROXIES, so everyone behind it counts as one visitor. Set TRUSTED_PROXIES=${peer}, or the proxy’s range.`,
  silent: (peer = '', header = '') =>
    `Requests from ${peer} have no ${headerName(header)} header, which TRUSTED_PROXIES expects, so everyone behind that address counts as one visitor. Configure the proxy to set the header.`,
  many: () =>
    `At least ${MANY_NETWORKS} networks reached a limit on sign-ups, sign-ins or searches within an hour. Either this is an attack, or a CDN or proxy in front is missing from TRUSTED_PROXIES.`,
};
type Kind = keyof typeof sentences;

const headerName = (name: string): string =>
  name
    .replace(/(?:^|-)[a-z]/g, (mail) => mail.toUpperCase())
    .replace(/Cf-|Ip$/g, (part) => part.toUpperCase());

/** Detects wrong visitor addresses and reports them: once in the log, and on the overview. */
export class ProxyWarnings {
  readonly #log: Log;
  readonly #clock: () => number;
  readonly #found = new Map<Kind, string>();
  readonly #limited: LRUCache<string, number>;

  constructor(log: Log, clock: () => number) {
    this.#log = log;
    this.#clock = clock;
    this.#limited = new LRUCache({ max: MANY_NETWORKS });
  }

  add(kind: Kind, peer?: string, header?: string): void {
    if (this.#found.has(kind)) return;
    const sentence = sentences[kind](peer, header);
    this.#found.set(kind, sentence);
    this.#log('warn', 'check TRUSTED_PROXIES', { reason: sentence });
  }

  /** A network reached a limit. */
  limited(network: string): void {
    const now = this.#clock();
    this.#limited.set(network, now);
    const recent = [...this.#limited.values()].filter((at) => at > now - HOUR);
    if (recent.length >= MANY_NETWORKS) this.add('many');
  }

  list(): string[] {
    return [...this.#found.values()];
  }
}
