import { guardReplay, isDirectMailDue, workDue } from '../../../db/delivery/due-work.ts';
import type { Channel } from '../port/channel.ts';
import type { ChannelDeps, SenderDeps } from '../port/sending.ts';
import { sendDue } from './claim.ts';
import { sendDirectMail } from './direct-mail.ts';
import { EndedLog } from './ended.ts';
import { planDue } from './fan-out.ts';
import { InFlight } from './in-flight.ts';
import { Poller } from './poller.ts';
import { RefusedLetters } from './refused-direct-mail.ts';

/** The work of one channel; `hasSent` is true while there may be an end to log. */
type Track = { deps: ChannelDeps; flight: InFlight; hasSent: boolean };

/**
 * Reads from the database what is due and sends it until nothing is. A lost or repeated call of
 * `look` costs time, never a mail. Each channel and direct mail have their own poller, so that a
 * sign-up waits for no fan-out, and no channel for another's provider.
 */
export class Sender {
  readonly #on: SenderDeps;
  readonly #ended: EndedLog;
  readonly #refused: RefusedLetters;
  readonly #pollers: Poller[];
  #planning: Promise<boolean> | null = null;

  constructor(deps: SenderDeps) {
    this.#on = deps;
    this.#ended = new EndedLog(deps);
    this.#refused = new RefusedLetters(deps.directMailer);
    this.#pollers = [
      new Poller((isStopping) => this.#letters(isStopping), deps.log),
      ...deps.channels.map((channel) => this.#pollerOf(channel)),
    ];
  }

  #pollerOf(channel: Channel): Poller {
    const deps = { ...this.#on, channel };
    const track: Track = { deps, flight: new InFlight(deps), hasSent: false };
    return new Poller(
      (isStopping) => this.#updates(track, isStopping),
      deps.log,
      () => this.#land(track),
    );
  }

  /** One run at a time; a call during a run makes it check once more. Never rejects. */
  async look(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.look()));
  }

  /** Waits for calls in flight, releases what was not started, and starts nothing more. */
  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
  }

  /** Waits for the calls in flight, so that fan-outs that ended can be logged. */
  async #land(track: Track): Promise<void> {
    await track.flight.land();
    if (!track.hasSent) return;
    track.hasSent = false;
    await this.#ended.report();
  }

  async #letters(isStopping: () => boolean): Promise<boolean> {
    const isDue = await isDirectMailDue(this.#on.db);
    return isDue && sendDirectMail({ ...this.#on, refused: this.#refused }, isStopping);
  }

  /** Plans for all channels at once, so their pollers share it. */
  #plan(): Promise<boolean> {
    this.#planning ??= planDue(this.#on).finally(() => {
      this.#planning = null;
    });
    return this.#planning;
  }

  async #updates(track: Track, isStopping: () => boolean): Promise<boolean> {
    const { deps, flight } = track;
    const due = await workDue(deps.db, deps.channel.name);
    const isAny = due.stale || due.plans || due.chunks;
    if (isAny && (await deps.mayHold?.(deps.channel.name)) === false) return false;
    if (due.stale)
      for (const id of await guardReplay(deps.db))
        deps.log('warn', 'notification waits for approval', { notification: id });
    if (isAny) {
      await this.#ended.begin();
      track.hasSent = true;
    }
    const planned = due.plans && (await this.#plan());
    if (due.lane === 'closed' || !(due.chunks || due.plans) || isStopping()) {
      if (flight.isEmpty) return planned;
      await flight.settle();
      return true;
    }
    // While the provider fails, or is unknown, one batch tries at a time.
    if (due.lane === 'probing') await flight.landQuick();
    const most = due.lane === 'probing' ? 1 : await flight.room();
    const moved = (await sendDue(deps, flight, most, isStopping)) || planned;
    if (moved || flight.isEmpty) return moved;
    // What is due waits for a call in flight, such as one with the previous text.
    await flight.settle();
    return true;
  }
}
