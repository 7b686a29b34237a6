import { HOUR } from '../../time/time.ts';
import type { AlertTexts } from '../condition.ts';
import { type InboundAlert, notAfter } from '../inbound.ts';
import type { AlertFacts } from '../rule-facts.ts';

type Source = AlertTexts['source'];
type Received = AlertFacts & { changedAt: number };
/** The times that one problem came, by the sender's name of each, in the order in which they arrived. */
type Episodes = Map<string, Received>;
/** What a delivery reports of an alert; `startsAt` only counts where it is earlier. */
type ReportedAlert = AlertTexts & Pick<Received, 'status' | 'startsAt' | 'endsAt' | 'changedAt'>;

/**
 * Alerts as deliveries make them, without a database: one for each episode, which older and repeated
 * deliveries don’t change. The same as `upsertAlert` and `resolveOpenAlert`; a test compares.
 */
export class ReceivedAlerts {
  readonly #problems = new Map<string, Episodes>();
  #count = 0;

  /** How many alerts there are. */
  get count(): number {
    return this.#count;
  }

  /** Takes the alerts of one delivery. Returns those that are new or have another status since. */
  receive(source: Source, given: readonly InboundAlert[], now: number): Received[] {
    return [...new Set(given.flatMap((one) => this.#receiveOne(source, one, now)))];
  }

  #receiveOne(source: Source, given: InboundAlert, now: number): Received[] {
    const problem = JSON.stringify([source.id, given.fingerprint]);
    const episodes: Episodes = this.#problems.get(problem) ?? new Map();
    this.#problems.set(problem, episodes);
    const reported = reportedBy(source, given, now);
    const open = [...episodes].filter(([, { status }]) => status !== 'resolved');
    if (given.episode === null && reported.status === 'resolved')
      return open.map(([, alert]) => Object.assign(alert, endOf(alert, reported)));
    const episode = given.episode ?? open.at(-1)?.[0] ?? `arrived ${this.#count}`;
    const known = episodes.get(episode);
    if (known) return update(known, reported);
    const alert = alertOf(`${++this.#count}`, reported, episodes);
    episodes.set(episode, alert);
    return [alert];
  }
}

/** A delivery changes an alert unless it is older; at the same moment, the end wins. */
function update(alert: Received, reported: ReportedAlert): Received[] {
  const { status, startsAt, changedAt } = alert;
  const isSame = reported.changedAt === changedAt;
  const isEnded = status === 'resolved' && reported.status !== 'resolved';
  const isNewer = reported.changedAt > changedAt || (isSame && !isEnded);
  Object.assign(alert, isNewer ? reported : {}, {
    startsAt: Math.min(startsAt, reported.startsAt),
    changedAt: Math.max(changedAt, reported.changedAt),
  });
  return alert.status === status ? [] : [alert];
}

const endOf = ({ changedAt }: Received, { endsAt }: ReportedAlert) => ({
  ...{ status: 'resolved' as const, endsAt },
  changedAt: Math.max(changedAt, endsAt ?? 0),
});

const reportedBy = (source: Source, given: InboundAlert, now: number): ReportedAlert => ({
  ...{ source, title: given.title, severity: given.severity, groupKey: given.groupKey },
  ...{ labels: given.labels, annotations: given.annotations, status: given.status },
  startsAt: notAfter(given.startsAt, now),
  endsAt: given.status === 'resolved' ? notAfter(given.endsAt, now) : null,
  changedAt: notAfter(given.changedAt, now),
});

/** A new alert; `episodes` counts when it is asked, since others may come. */
const alertOf = (id: string, reported: ReportedAlert, others: Episodes): Received => ({
  ...{ ...reported, id, groupId: null },
  get episodes() {
    let count = 0;
    for (const { startsAt } of others.values())
      if (startsAt >= this.startsAt - HOUR && startsAt <= this.startsAt) count++;
    return count;
  },
});
