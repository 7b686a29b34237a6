import { guardReplay, isDirectMailDue, workDue } from '../../../db/delivery/due-work.ts';
import type { Channel } from '../port/channel.ts';
import type { ChannelDeps, SenderDeps } from '../port/sending.ts';
import { sendDue } from './batch/claim.ts';
import { RefusedDirectMail } from './direct-mail/refused-direct-mail.ts';
import { sendDirectMail } from './direct-mail/send-direct-mail.ts';
import { EndedLog } from './ended-log.ts';
import { DomainPace } from './limits/domain-pace.ts';
import { InFlight } from './limits/in-flight.ts';
import { planDue } from './planning/fan-out.ts';
import { Poller } from './poller.ts';

/** The work of one channel; `hasSent` is true while there may be an end to log. */
type ChannelWork = { deps: ChannelDeps; inFlight: InFlight; hasSent: boolean };

/**
 * Reads from the database what is due and sends it until nothing is. A lost or repeated call of
 * `poll` costs time, never a mail. Each channel and direct mail have their own poller, so that a
 * sign-up waits for no fan-out, and no channel for another's provider.
 */
export class Sender {
  readonly #deps: SenderDeps;
  readonly #ended: EndedLog;
  readonly #refused: RefusedDirectMail;
  readonly #domains = new DomainPace();
  readonly #pollers: Poller[];
  #planning: Promise<boolean> | null = null;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#ended = new EndedLog(deps);
    this.#refused = new RefusedDirectMail(deps.directMailer);
    this.#pollers = [
      new Poller((isStopping) => this.#sendDirectMail(isStopping), deps.log),
      ...deps.channels.map((channel) => this.#pollerOf(channel)),
    ];
  }

  #pollerOf(channel: Channel): Poller {
    const deps = { ...this.#deps, channel };
    const work: ChannelWork = { deps, inFlight: new InFlight(deps), hasSent: false };
    return new Poller(
      (isStopping) => this.#sendUpdates(work, isStopping),
      deps.log,
      () => this.#drain(work),
    );
  }

  /** One run at a time; a call during a run makes it check once more. Never rejects. */
  async poll(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.poll()));
  }

  /** Waits for calls in flight, releases what was not started, and starts nothing more. */
  async stop(): Promise<void> {
    await Promise.all(this.#pollers.map((poller) => poller.stop()));
  }

  /** Waits for the calls in flight, so that fan-outs that ended can be logged. */
  async #drain(work: ChannelWork): Promise<void> {
    await work.inFlight.drain();
    if (!work.hasSent) return;
    work.hasSent = false;
    await this.#ended.report();
  }

  async #sendDirectMail(isStopping: () => boolean): Promise<boolean> {
    const isDue = await isDirectMailDue(this.#deps.db);
    return isDue && this.#directMail(isStopping);
  }

  #directMail(isStopping: () => boolean): Promise<boolean> {
    const known = { refused: this.#refused, domains: this.#domains };
    return sendDirectMail({ ...this.#deps, ...known }, isStopping);
  }

  /** Plans for all channels at once, so their pollers share it. */
  #plan(): Promise<boolean> {
    this.#planning ??= planDue(this.#deps).finally(() => {
      this.#planning = null;
    });
    return this.#planning;
  }

  async #sendUpdates(work: ChannelWork, isStopping: () => boolean): Promise<boolean> {
    const { deps, inFlight } = work;
    const due = await workDue(deps.db, deps.channel.name);
    // Each host has its own circuit, so the channel needs no probe.
    const isProbing = due.circuit === 'probing' && deps.channel.limits.perHost === undefined;
    const isAny = due.stale || due.plans || due.batches;
    if (isAny && (await deps.mayHold?.(deps.channel.name)) === false) return false;
    if (due.stale)
      for (const id of await guardReplay(deps.db))
        deps.log('warn', 'notification waits for approval', { notification: id });
    if (isAny) {
      await this.#ended.begin();
      work.hasSent = true;
    }
    const planned = due.plans && (await this.#plan());
    if (due.circuit === 'closed' || !(due.batches || due.plans) || isStopping()) {
      if (inFlight.isEmpty) return planned;
      await inFlight.settle();
      return true;
    }
    // While the provider fails, or is unknown, one batch tries at a time.
    if (isProbing) await inFlight.drainFast();
    const most = isProbing ? 1 : await inFlight.room();
    const moved = (await sendDue(deps, inFlight, most, isStopping)) || planned;
    if (moved || inFlight.isEmpty) return moved;
    // What is due waits for a call in flight, such as one with the previous text.
    await inFlight.settle();
    return true;
  }
}
