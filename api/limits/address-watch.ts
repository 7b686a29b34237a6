import type { Log } from '../core/log.ts';
import { isLoopbackHost } from '../domain/network/origin.ts';

/** Logs once that people use another address than the one in links. */
export class AddressWatch {
  readonly #log: Log;
  readonly #baseUrl: string;
  readonly #hasBaseUrl: boolean;
  #last: string | undefined;
  #hasWarned = false;

  constructor(given: { log: Log; baseUrl: string; hasBaseUrl: boolean }) {
    this.#log = given.log;
    this.#baseUrl = given.baseUrl;
    this.#hasBaseUrl = given.hasBaseUrl;
  }

  /** Called for every request. With BASE_URL a foreign host means nothing, since scanners send any. */
  see(host: string | undefined): void {
    if (this.#hasBaseUrl || this.#hasWarned || host === undefined || host === this.#last) return;
    this.#last = host;
    if (isLoopbackHost(host) || host === new URL(this.#baseUrl).host) return;
    this.#warn('BASE_URL is not set', host, 'Set BASE_URL to your page’s public URL.');
  }

  /** Called when a member uses the console at another address than BASE_URL. */
  seeMember(host: string): void {
    // A proxy that does not pass on the host sends its own.
    if (this.#hasBaseUrl && !this.#hasWarned && !isLoopbackHost(host))
      this.#warn(
        'console opened at an address other than BASE_URL',
        host,
        'Open the console at BASE_URL, or set BASE_URL to your page’s public URL.',
      );
  }

  #warn(event: string, host: string, remedy: string): void {
    this.#hasWarned = true;
    this.#log('warn', event, { openedAt: host.slice(0, 100), linksLeadTo: this.#baseUrl, remedy });
  }
}
