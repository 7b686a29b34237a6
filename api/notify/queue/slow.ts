import type { Outcome } from '../../domain/delivery/delivery.ts';
import { slow } from '../../domain/delivery/delivery.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { Mailer, Watch } from '../port/mailer.ts';

/** A mail whose server takes longer than this, ms, is slow: others must not wait for it. */
const SLOW = 3 * SECOND;
/** So many recipients whose last mail was slow are remembered. */
const REMEMBERED = 1000;

type Watched = {
  /** The recipient's id. */
  to: string;
  send: (watch: Watch) => Promise<Outcome>;
  /** Called when the mail turns out to be slow and stays under way, and then every few seconds. */
  onWait: () => void;
};

/**
 * The slow mails of one process, where each recipient has a mail of their own. They hold at most half
 * of the connections; a further one is given up and waits, unless the server has its text already.
 */
export class SlowMails {
  readonly #mailer: Mailer;
  readonly #known = new Set<string>();
  #open = 0;
  /** Since the last quick one. */
  #inARow = 0;

  constructor(mailer: Mailer) {
    this.#mailer = mailer;
  }

  /** How many connections they hold now. */
  get open(): number {
    return this.#open;
  }

  /** A server that is slow for everybody gets all connections but one, which finds out when it is quick again. */
  get #isFull(): boolean {
    const { callsAtOnce } = this.#mailer;
    const isSlowForAll = this.#inARow > 4 * callsAtOnce;
    const most = isSlowForAll ? callsAtOnce - 1 : Math.floor(callsAtOnce / 2);
    return this.#open >= Math.max(1, most);
  }

  async watch({ to, send, onWait }: Watched): Promise<Outcome> {
    const isKnown = this.#known.has(to);
    if (isKnown && this.#isFull) return slow;
    let isSlow = false;
    let isHeld = isKnown;
    if (isHeld) this.#open++;
    const abort = new AbortController();
    const onSlow = () => {
      const isFirst = !isSlow;
      isSlow = true;
      const mustGo = !isHeld && this.#isFull;
      if (!isHeld) this.#open++;
      isHeld = true;
      if (isFirst) this.#remember(to);
      if (mustGo) abort.abort();
      else onWait();
    };
    let timer: ReturnType<typeof setInterval> | undefined;
    // A mail that waits for a permit or for a connection says nothing of its recipient.
    const onBegin = () => {
      timer ??= setInterval(onSlow, SLOW);
    };
    try {
      return await send({ signal: abort.signal, onBegin });
    } finally {
      clearInterval(timer);
      if (isHeld) this.#open--;
      this.#inARow = isSlow ? this.#inARow + 1 : 0;
      if (!isSlow) this.#known.delete(to);
    }
  }

  #remember(to: string): void {
    this.#known.delete(to);
    this.#known.add(to);
    const [oldest] = this.#known;
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
