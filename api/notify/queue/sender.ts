import { guardReplay, workDue } from '../../../db/delivery/due-work.ts';
import type { SenderDeps } from '../port/sending.ts';
import { sendDue } from './claim.ts';
import { sendDirectMail } from './direct-mail.ts';
import { EndedLog } from './ended.ts';
import { planDue } from './fan-out.ts';
import { InFlight } from './in-flight.ts';
import { Poller } from './poller.ts';
import { RefusedLetters } from './refused-direct-mail.ts';

/**
 * Reads from the database what is due and sends it until nothing is. A lost or repeated call of
 * `look` costs time, never a mail. Direct mail has its own poller, so that a sign-up does not wait
 * for a fan-out.
 */
export class Sender {
  readonly #on: SenderDeps;
  readonly #flight: InFlight;
  readonly #ended: EndedLog;
  readonly #refused: RefusedLetters;
  #hasSent = false;
  readonly #tracks: Poller[];

  constructor(deps: SenderDeps) {
    this.#on = deps;
    this.#flight = new InFlight(deps);
    this.#ended = new EndedLog(deps);
    this.#refused = new RefusedLetters(deps.mailer);
    this.#tracks = [
      new Poller((isStopping) => this.#letters(isStopping), deps.log),
      new Poller(
        (isStopping) => this.#updates(isStopping),
        deps.log,
        () => this.#land(),
      ),
    ];
  }

  /** One run at a time; a call during a run makes it check once more. Never rejects. */
  async look(): Promise<void> {
    await Promise.all(this.#tracks.map((track) => track.look()));
  }

  /** Waits for calls in flight, releases what was not started, and starts nothing more. */
  async stop(): Promise<void> {
    await Promise.all(this.#tracks.map((track) => track.stop()));
  }

  /** Waits for the calls in flight, so that fan-outs that ended can be logged. */
  async #land(): Promise<void> {
    await this.#flight.land();
    if (!this.#hasSent) return;
    this.#hasSent = false;
    await this.#ended.report();
  }

  async #letters(isStopping: () => boolean): Promise<boolean> {
    const { letters } = await workDue(this.#on.db);
    return letters && sendDirectMail({ ...this.#on, refused: this.#refused }, isStopping);
  }

  async #updates(isStopping: () => boolean): Promise<boolean> {
    const due = await workDue(this.#on.db);
    const isAny = due.stale || due.plans || due.chunks;
    if (isAny && (await this.#on.mayHold?.()) === false) return false;
    if (due.stale)
      for (const id of await guardReplay(this.#on.db))
        this.#on.log('warn', 'notification waits for approval', { notification: id });
    if (isAny) {
      await this.#ended.begin();
      this.#hasSent = true;
    }
    const planned = due.plans && (await planDue(this.#on));
    if (due.lane === 'closed' || !(due.chunks || due.plans) || isStopping()) {
      if (this.#flight.isEmpty) return planned;
      await this.#flight.settle();
      return true;
    }
    // While the provider fails, or is unknown, one batch tries at a time.
    if (due.lane === 'probing') await this.#flight.landQuick();
    const most = due.lane === 'probing' ? 1 : await this.#flight.room();
    const moved = (await sendDue(this.#on, this.#flight, most, isStopping)) || planned;
    if (moved || this.#flight.isEmpty) return moved;
    // What is due waits for a call in flight, such as one with the previous text.
    await this.#flight.settle();
    return true;
  }
}
