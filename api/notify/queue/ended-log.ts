import { commonestFailures, endedSince } from '../../../db/delivery/failed.ts';
import { takeAttempt } from '../../../db/subscriber/attempt.ts';
import { DAY } from '../../domain/time/time.ts';
import type { SenderDeps } from '../port/sending.ts';

/** Logs one line per finished fan-out, however many processes sent it. */
export class EndedLog {
  readonly #deps: SenderDeps;
  #since: number | null = null;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
  }

  /** Called before anything is sent. */
  async begin(): Promise<void> {
    this.#since ??= (await endedSince(this.#deps.db, Number.MAX_SAFE_INTEGER)).now;
  }

  async report(): Promise<void> {
    if (this.#since === null) return;
    const { now, ended } = await endedSince(this.#deps.db, this.#since);
    this.#since = now;
    const own: typeof ended = [];
    for (const one of ended) if (await this.#isFirst(one, now)) own.push(one);
    const failed = own.filter((one) => one.failed > 0).map(({ id }) => id);
    const reasons = await commonestFailures(this.#deps.db, failed);
    for (const { id, state, finishedAt: _, ...counts } of own) {
      const reason = reasons.get(id);
      const isWell = counts.failed === 0 && counts.unknown === 0;
      this.#deps.log(isWell ? 'info' : 'warn', 'notification finished', {
        notification: id,
        state,
        ...counts,
        ...(reason ? { reason: reason.reason, reasonPeople: reason.people } : {}),
      });
    }
  }

  /** Of the processes that send for one database, one logs it. */
  async #isFirst(ended: { id: string; finishedAt: number | null }, now: number): Promise<boolean> {
    if (this.#deps.mayHold) return true; // only one run sends at a time
    const key = `ended.${ended.id}.${ended.finishedAt}`;
    return (await takeAttempt(this.#deps.db, { key, limit: 1, window: DAY }, now)) === null;
  }
}
