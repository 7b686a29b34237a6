import {
  type ClaimedBatch,
  type Of,
  saveProgress,
  splitOffUntried,
} from '../../../db/delivery/batch.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import { errorFacts } from '../../core/log.ts';
import type { Attempt } from '../../domain/network/attempt.ts';
import type { SenderDeps } from '../port/sending.ts';
import { isInDoubt } from './in-doubt.ts';

type Open = { claimed: ClaimedBatch; of: Of; frozen: Recipient[]; attempt: Attempt };

/**
 * While one mail of a batch is slow, moves the recipients behind it into a new batch, which another
 * connection takes at once. Keeps the lease.
 */
export class RestOfSlow {
  readonly #on: SenderDeps;
  readonly #open: Open;
  readonly #begun: number;
  #isSplit = false;
  #work: Promise<void> = Promise.resolve();
  #error: { thrown: unknown } | null = null;

  constructor(deps: SenderDeps, open: Open) {
    this.#on = deps;
    this.#open = open;
    this.#begun = open.attempt.settled + 1;
  }

  /** One write at a time: a slow database is not asked again before it has answered. */
  onWait(): void {
    this.#work = this.#work.then(() => this.#wait()).catch((thrown) => this.#fail(thrown));
  }

  async #wait(): Promise<void> {
    const { of, attempt, frozen } = this.#open;
    if (this.#error || this.#isSplit || this.#begun === frozen.length) {
      // A failed renewal of the lease says nothing about the split, and the next wait renews again.
      await saveProgress(this.#on.db, of, attempt).catch((thrown) =>
        this.#on.log('warn', 'slow delivery: lease not renewed', errorFacts(thrown)),
      );
      return;
    }
    this.#isSplit = true;
    const { claimed } = this.#open;
    const untried = frozen.slice(this.#begun);
    await splitOffUntried(this.#on.db, of, {
      id: this.#on.newId(),
      begun: frozen.slice(0, this.#begun),
      untried,
      inDoubt: isInDoubt(claimed.chunk),
    });
    const facts = { chunk: of.id, notification: claimed.notification.id, people: untried.length };
    this.#on.log('info', 'slow mail server: other deliveries continue', facts);
  }

  #fail(thrown: unknown): void {
    this.#error = { thrown };
    this.#on.log('warn', 'slow delivery is blocking others', errorFacts(thrown));
  }

  /** Await this before the open mail is recorded. */
  written(): Promise<void> {
    return this.#work;
  }

  /**
   * The recipients that the batch still has. Throws when it is unknown whether the batch was split;
   * the database knows, and the next claim reads it.
   */
  left(): Pick<Open, 'claimed' | 'frozen'> {
    const { claimed, frozen } = this.#open;
    if (this.#error) throw this.#error.thrown;
    if (!this.#isSplit) return { claimed, frozen };
    const n = claimed.chunk.n - (frozen.length - this.#begun);
    return {
      claimed: { ...claimed, chunk: { ...claimed.chunk, n } },
      frozen: frozen.slice(0, this.#begun),
    };
  }
}
