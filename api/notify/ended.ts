import { commonestFailures, endedSince } from '../../db/failed.ts';
import type { Sending } from './sending.ts';

/** One line in the log for each fan-out that ended, from the first look of this process on. */
export class EndedLog {
  readonly #on: Sending;
  #since: number | null = null;

  constructor(on: Sending) {
    this.#on = on;
  }

  /** Before anything is sent. */
  async begin(): Promise<void> {
    this.#since ??= (await endedSince(this.#on.db, Number.MAX_SAFE_INTEGER)).now;
  }

  async report(): Promise<void> {
    if (this.#since === null) return;
    const { now, ended } = await endedSince(this.#on.db, this.#since);
    this.#since = now;
    const failed = ended.filter((one) => one.failed > 0).map(({ id }) => id);
    const reasons = await commonestFailures(this.#on.db, failed);
    for (const { id, state, ...counts } of ended) {
      const reason = reasons.get(id);
      const isWell = counts.failed === 0 && counts.unknown === 0;
      this.#on.log(isWell ? 'info' : 'warn', 'mail of an update is over', {
        notification: id,
        state,
        ...counts,
        ...(reason ? { reason: reason.reason, reasonPeople: reason.people } : {}),
      });
    }
  }
}
