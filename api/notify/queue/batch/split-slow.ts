import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { LeasedBatch } from '../../../../db/delivery/batch/fence.ts';
import { saveProgress } from '../../../../db/delivery/batch/progress.ts';
import { splitOffUntried } from '../../../../db/delivery/batch/split.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import { errorFacts } from '../../../core/log.ts';
import type { Attempt } from '../../../domain/delivery/attempt.ts';
import type { SenderDeps } from '../../port/sending.ts';
import { isInDoubt } from './in-doubt.ts';

type Open = {
  claimed: ClaimedBatch;
  of: LeasedBatch;
  recipientSnapshot: Recipient[];
  attempt: Attempt;
};

/**
 * While one mail of a batch is slow, moves the recipients behind it into a new batch, which another
 * connection takes at once. Keeps the lease.
 */
export class RestOfSlow {
  readonly #deps: SenderDeps;
  readonly #open: Open;
  readonly #started: number;
  #isSplit = false;
  #writes: Promise<void> = Promise.resolve();
  #error: { thrown: unknown } | null = null;

  constructor(deps: SenderDeps, open: Open) {
    this.#deps = deps;
    this.#open = open;
    this.#started = open.attempt.settled + 1;
  }

  /** One write at a time, so that a slow database gets no second one before it answered. */
  onWait(): void {
    this.#writes = this.#writes.then(() => this.#wait()).catch((thrown) => this.#fail(thrown));
  }

  async #wait(): Promise<void> {
    const { of, attempt, recipientSnapshot } = this.#open;
    if (this.#error || this.#isSplit || this.#started === recipientSnapshot.length) {
      // A failed renewal of the lease says nothing about the split, and the next wait renews again.
      await saveProgress(this.#deps.db, of, attempt).catch((thrown) =>
        this.#deps.log('warn', 'slow delivery: lease not renewed', errorFacts(thrown)),
      );
      return;
    }
    this.#isSplit = true;
    const { claimed } = this.#open;
    const untried = recipientSnapshot.slice(this.#started);
    await splitOffUntried(this.#deps.db, of, {
      id: this.#deps.newId(),
      begun: recipientSnapshot.slice(0, this.#started),
      untried,
      inDoubt: isInDoubt(claimed.batch),
    });
    const facts = { chunk: of.id, notification: claimed.notification.id, people: untried.length };
    this.#deps.log('info', 'slow mail server: other deliveries continue', facts);
  }

  #fail(thrown: unknown): void {
    this.#error = { thrown };
    this.#deps.log('warn', 'slow delivery is blocking others', errorFacts(thrown));
  }

  /** Await this before the open mail is recorded. */
  whenWritten(): Promise<void> {
    return this.#writes;
  }

  /**
   * The recipients that the batch still has. Throws when it is unknown whether the batch was split;
   * the database knows, and the next claim reads it.
   */
  remaining(): Pick<Open, 'claimed' | 'recipientSnapshot'> {
    const { claimed, recipientSnapshot } = this.#open;
    if (this.#error) throw this.#error.thrown;
    if (!this.#isSplit) return { claimed, recipientSnapshot };
    const n = claimed.batch.n - (recipientSnapshot.length - this.#started);
    return {
      claimed: { ...claimed, batch: { ...claimed.batch, n } },
      recipientSnapshot: recipientSnapshot.slice(0, this.#started),
    };
  }
}
