/** When the snapshot in memory was last confirmed, and when a reader may ask the database again. */
export class Freshness {
  readonly #clock: () => number;
  readonly #freshFor: number;
  #confirmedAt = 0;
  #isFailing = false;
  #nextCheckAt = 0;

  /** A snapshot that was not confirmed for `freshFor` ms is shown with its age. */
  constructor({ clock, freshFor }: { clock: () => number; freshFor: number }) {
    this.#clock = clock;
    this.#freshFor = freshFor;
  }

  /** When it was last confirmed; null while it is fresh. */
  asOf(): number | null {
    return this.isFresh() ? null : this.#confirmedAt;
  }

  isFresh(): boolean {
    return this.#age() < this.#freshFor;
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Old enough for another check, and the time after the last one has passed. */
  isDue(): boolean {
    return this.#age() >= this.#pause && this.#clock() >= this.#nextCheckAt;
  }

  confirm(at: number): void {
    this.#age();
    this.#confirmedAt = Math.max(this.#confirmedAt, at);
    this.#isFailing = false;
  }

  /** A stored copy is no answer of the database, so checks may still be failing. */
  confirmCopy(builtAt: number): void {
    this.#confirmedAt = Math.max(this.#confirmedAt, builtAt);
  }

  fail(): void {
    this.#isFailing = true;
    this.postpone(this.#clock());
  }

  postpone(now: number): void {
    this.#nextCheckAt = now + this.#pause;
  }

  /** Where there is no timer, readers trigger the check at most this often. */
  get #pause(): number {
    return this.#freshFor / 2;
  }

  /** Time since it was confirmed, ms; 0 after the clock was set back. */
  #age(): number {
    const now = this.#clock();
    this.#confirmedAt = Math.min(this.#confirmedAt, now);
    return now - this.#confirmedAt;
  }
}
