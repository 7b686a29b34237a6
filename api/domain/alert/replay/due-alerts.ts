import { MINUTE } from '../../time/time.ts';

/** Which alerts rules look at when, found by the minute at whose end they do. */
export class DueAlerts<A> {
  readonly #due = new Map<A, number>();
  readonly #inMinute = new Map<number, Set<A>>();
  /** The order in which alerts came, for those that are due at one time. */
  readonly #order = new Map<A, number>();
  /** No earlier minute has any. */
  #first = Number.POSITIVE_INFINITY;

  /** In place of an earlier time. `at` is UTC ms. */
  add(alert: A, at: number): void {
    this.#drop(alert);
    if (!this.#order.has(alert)) this.#order.set(alert, this.#order.size);
    const minute = minuteOf(at);
    this.#inMinute.set(minute, (this.#inMinute.get(minute) ?? new Set()).add(alert));
    this.#due.set(alert, at);
    this.#first = Math.min(this.#first, minute);
  }

  /** Takes those that are due by then, the first first. */
  take(now: number): A[] {
    const found: (readonly [alert: A, at: number, place: number])[] = [];
    for (let minute = this.#first; minute <= minuteOf(now); minute++)
      for (const alert of this.#inMinute.get(minute) ?? []) {
        const at = this.#due.get(alert) ?? 0;
        if (at <= now) found.push([alert, at, this.#order.get(alert) ?? 0]);
      }
    for (const [alert] of found) this.#drop(alert);
    return found.sort((a, b) => a[1] - b[1] || a[2] - b[2]).map(([alert]) => alert);
  }

  /** The next full minute at whose end any is due, in UTC ms; null without any. */
  next(): number | null {
    if (this.#inMinute.size === 0) {
      this.#first = Number.POSITIVE_INFINITY;
      return null;
    }
    while (!this.#inMinute.has(this.#first)) this.#first++;
    return this.#first * MINUTE;
  }

  #drop(alert: A): void {
    const at = this.#due.get(alert);
    if (at === undefined) return;
    this.#due.delete(alert);
    const minute = minuteOf(at);
    const others = this.#inMinute.get(minute);
    others?.delete(alert);
    if (others?.size === 0) this.#inMinute.delete(minute);
  }
}

const minuteOf = (at: number): number => Math.ceil(at / MINUTE);
