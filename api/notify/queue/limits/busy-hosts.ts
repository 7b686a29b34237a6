import type { HostLimits } from '../../../../db/delivery/batch/claim.ts';

/** Hosts whose failures are remembered. */
const MOST_FAILING = 1000;

/** The calls of one process in flight, by host. A host that fails gets one at a time. */
export class BusyHosts {
  readonly #perHost: number | undefined;
  readonly #calls = new Map<string, number>();
  readonly #failing = new Set<string>();

  constructor(perHost: number | undefined) {
    this.#perHost = perHost;
  }

  /** Null for a channel without a limit per host. */
  limits(): HostLimits | null {
    if (this.#perHost === undefined) return null;
    const busy = [...this.#calls].flatMap(([host, calls]) =>
      calls >= this.#limitOf(host) ? [host] : [],
    );
    return { busy, failing: [...this.#failing], perHost: this.#perHost };
  }

  #limitOf(host: string): number {
    return this.#failing.has(host) ? 1 : (this.#perHost ?? 1);
  }

  /** Returns what to call when the call has ended. */
  begin(host: string | null): () => void {
    if (host === null) return () => {};
    this.#calls.set(host, (this.#calls.get(host) ?? 0) + 1);
    return () => {
      const left = (this.#calls.get(host) ?? 1) - 1;
      if (left > 0) this.#calls.set(host, left);
      else this.#calls.delete(host);
    };
  }

  record(host: string, isWell: boolean): void {
    this.#failing.delete(host);
    if (isWell) return;
    this.#failing.add(host);
    const [oldest] = this.#failing;
    if (this.#failing.size > MOST_FAILING && oldest !== undefined) this.#failing.delete(oldest);
  }
}
