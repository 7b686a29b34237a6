import { type Words, wordsIn } from '../../site/locales/words.ts';
import { type Impact, impacts } from '../domain/component/impact.ts';
import { type ComponentStatus, worst } from '../domain/component/status.ts';
import { isClosed } from '../domain/incident/incident.ts';
import { type NextUpdate, promiseOf } from '../domain/incident/promise.ts';
import { openIncidents, type Snapshot, type SnapshotIncident } from '../snapshot/snapshot.ts';
import { fullName, leaves, worstStatus } from './components.ts';
import { describeRollup } from './rollup-words.ts';

/** The first screen as values: what a customer wants to know. */
export type PageAnswer = {
  title: string;
  /** Overall status, as shape and color. */
  tone: ComponentStatus;
  /** Overall status in the API's words, or the incident's state where those say that all is well. */
  rollup: string;
  /** The incident in the title. */
  incident: SnapshotIncident | null;
  /** Number of other open incidents. */
  others: number;
  /** `Affects Cards and Checkout. All other components are operational.`; empty when nothing is affected. */
  reach: string;
  promise: NextUpdate | null;
};

export function answerOf(snapshot: Snapshot, words: Words = wordsIn()): PageAnswer {
  const open = openIncidents(snapshot).sort(worstFirst);
  const incident = open[0] ?? null;
  const hurt = leaves(snapshot).filter((c) => c.status !== 'operational');
  const status = worstStatus(hurt);
  const names = hurt.filter((c) => c.status === status).map((c) => c.name);
  const all = leaves(snapshot).length;
  const everything = names.length > 1 && names.length === all;
  const isBare = all === 0 && !incident && snapshot.status.indicator === 'none';
  const sentence = isBare
    ? words.say('answer.noIncidents') // nothing is known of any system
    : sentenceOf(words, status, names, everything);
  return {
    title: incident?.name ?? sentence,
    tone: toneOf(snapshot.status.indicator, status, incident),
    rollup:
      incident && snapshot.status.indicator === 'none'
        ? words.say(`state.${incident.state}`)
        : isBare
          ? words.say('front.noComponents')
          : describeRollup(words, snapshot.status),
    incident,
    others: Math.max(0, open.length - 1),
    reach: reachOf(words, snapshot, hurt),
    promise: incident && promiseOf(incident, snapshot.builtAt),
  };
}

/** As a customer would say it: `Search: degraded performance`, `Cards and Wallets are down`. */
export function sentenceOf(
  { say, list }: Words,
  status: ComponentStatus,
  names: readonly string[],
  isEverything = false,
): string {
  if (status === 'operational' || names.length === 0) return say('answer.allWell');
  if (isEverything) return say(`every.${status}`);
  return say(`some.${status}`, { components: list(names), n: names.length });
}

/** Among equals the newest, which comes first in the snapshot. */
export const worstFirst = (a: SnapshotIncident, b: SnapshotIncident): number =>
  impacts.indexOf(b.impact) - impacts.indexOf(a.impact);

const raised: Record<Impact, ComponentStatus> = {
  none: 'operational',
  maintenance: 'under_maintenance',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
};

/**
 * The shape shows the whole system, not its worst component: with one component down, it is a
 * partial outage. During an incident the tick is never shown, even when all components have
 * recovered.
 */
function toneOf(
  indicator: Impact,
  hurt: ComponentStatus,
  incident: SnapshotIncident | null,
): ComponentStatus {
  if (indicator === 'critical') return 'major_outage';
  if (hurt === 'major_outage') return 'partial_outage';
  if (indicator === 'none' || (indicator === 'maintenance' && incident))
    return incident ? 'degraded_performance' : 'operational';
  return hurt === 'operational' || hurt === 'under_maintenance' ? raised[indicator] : hurt;
}

/** The color of an incident, by its worst impact. */
export function toneOfIncident(incident: SnapshotIncident): ComponentStatus {
  if (incident.kind === 'maintenance') return 'under_maintenance';
  if (incident.impact === 'critical') return 'major_outage';
  const reached = worst(incident.updates.flatMap((u) => u.changes.map((c) => c.newStatus)));
  const isPartly = reached === 'partial_outage' || reached === 'major_outage';
  return isPartly || incident.impact === 'major' ? 'partial_outage' : 'degraded_performance';
}

/** As `toneOfIncident`; a closed incident has the color of operational. */
export const toneNow = (incident: SnapshotIncident): ComponentStatus =>
  isClosed(incident.state) ? 'operational' : toneOfIncident(incident);

function reachOf(
  { say, list, sentences }: Words,
  s: Snapshot,
  hurt: Snapshot['components'],
): string {
  if (hurt.length === 0) return '';
  const all = leaves(s);
  if (hurt.length === all.length && all.length > 1) return say('answer.everything');
  const components = list(
    hurt.map((component) => fullName(s, component)),
    4,
  );
  const affected = say('answer.affected', { components });
  return sentences(hurt.length < all.length ? [affected, say('answer.restWorks')] : [affected]);
}
