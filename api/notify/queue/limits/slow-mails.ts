import type { Outcome } from '../../../domain/delivery/delivery.ts';
import { slow } from '../../../domain/delivery/delivery.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { Channel, Watch } from '../../port/channel.ts';

/** See `SenderDeps.slowAfter`. */
const SLOW = 3 * SECOND;
/** How many recipients with a slow server are remembered. */
const MAX_SLOW = 1000;

type Watched = {
  /** Recipient id. */
  to: string;
  send: (watch: Watch) => Promise<Outcome>;
  /** Called when the mail is slow and still open, then every few seconds. */
  onWait: () => void;
};

/**
 * The slow mails of one process, in one-by-one sending. They use at most half of the connections.
 * Further slow mails are aborted and wait, unless the server already has their text.
 */
export class SlowMails {
  readonly #channel: Channel;
  readonly #slowAfter: number;
  readonly #known = new Set<string>();
  #open = 0;
  /** Since the last fast one. */
  #inARow = 0;

  constructor(channel: Channel, slowAfter = SLOW) {
    this.#channel = channel;
    this.#slowAfter = slowAfter;
  }

  /** How many connections they use now. */
  get open(): number {
    return this.#open;
  }

  get #isSlowForAll(): boolean {
    return this.#inARow > 4 * this.#channel.limits.maxConcurrency;
  }

  /**
   * When the server is slow for everybody, all connections but one may be slow. That one finds out
   * when it is fast again.
   */
  get #isFull(): boolean {
    const { maxConcurrency } = this.#channel.limits;
    const most = this.#isSlowForAll ? maxConcurrency - 1 : Math.floor(maxConcurrency / 2);
    return this.#open >= Math.max(1, most);
  }

  /** With one connection, a mail that was just found slow is sent after the others. */
  get #isTheOnly(): boolean {
    return this.#channel.limits.maxConcurrency === 1 && !this.#isSlowForAll;
  }

  async watch({ to, send, onWait }: Watched): Promise<Outcome> {
    const isKnown = this.#known.has(to);
    if (isKnown && this.#isFull) return slow;
    let isSlow = false;
    let isCounted = isKnown;
    if (isCounted) this.#open++;
    const abort = new AbortController();
    const onSlow = () => {
      const isFirst = !isSlow;
      isSlow = true;
      const mustGo = !isCounted && (this.#isFull || this.#isTheOnly);
      if (!isCounted) this.#open++;
      isCounted = true;
      if (isFirst) this.#markSlow(to);
      if (mustGo) abort.abort();
      else onWait();
    };
    let timer: ReturnType<typeof setInterval> | undefined;
    // Waiting for a permit or a connection says nothing about the recipient.
    const onBegin = () => {
      timer ??= setInterval(onSlow, this.#slowAfter);
    };
    try {
      return await send({ signal: abort.signal, onBegin });
    } finally {
      clearInterval(timer);
      if (isCounted) this.#open--;
      this.#inARow = isSlow ? this.#inARow + 1 : 0;
      if (!isSlow) this.#known.delete(to);
    }
  }

  #markSlow(to: string): void {
    this.#known.delete(to);
    this.#known.add(to);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_SLOW && oldest !== undefined) this.#known.delete(oldest);
  }
}
