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
 * Finds what is due in the database and sends it until nothing is. The database is the truth: a
 * lost or repeated call to `look` costs time, never a mail. Letters have a track of their own, so
 * that nobody who signs up waits for a fan-out.
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

  /** One look at a time; a call during one makes it look once more. Never rejects. */
  async look(): Promise<void> {
    await Promise.all(this.#tracks.map((track) => track.look()));
  }

  /** Lets what is on its way arrive, gives back what was not begun, and takes up nothing more. */
  async stop(): Promise<void> {
    await Promise.all(this.#tracks.map((track) => track.stop()));
  }

  /** Waits for what is under way; then what is over can be told. */
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
        this.#on.log('warn', 'mail of an update waits for a person', { notification: id });
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
    // While the far end fails, or is not known yet, one chunk tries; the others are not tried in vain.
    if (due.lane === 'probing') await this.#flight.landQuick();
    const most = due.lane === 'probing' ? 1 : await this.#flight.room();
    const moved = (await sendDue(this.#on, this.#flight, most, isStopping)) || planned;
    if (moved || this.#flight.isEmpty) return moved;
    // What is due waits for a call that is under way, such as one with the older words.
    await this.#flight.settle();
    return true;
  }
}
