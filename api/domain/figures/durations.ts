import { firstWordAfter } from '../alert/first-word.ts';
import { type Audience, isClosed, type State } from '../incident/incident.ts';
import { type Milestone, type MilestoneKind, milestonesOf } from '../room/milestone.ts';
import type { Durations } from './measure.ts';

/** Facts about an incident for the figures. Instants in UTC ms. */
export type IncidentFacts = {
  id: string;
  name: string;
  severity: string | null;
  audience: Audience;
  startedAt: number;
  createdAt: number;
  resolvedAt: number | null;
  componentIds: readonly string[];
  /** Public and internal ones, in any order. */
  updates: readonly {
    id: string;
    seq: number;
    state: State;
    audience: Audience;
    author: string;
    displayAt: number;
    createdAt: number;
    nextUpdateBy: number | null;
  }[];
  acknowledged: { at: number; by: string } | null;
  /** When the first of its alerts came; null where no rule opened it. */
  alertedAt: number | null;
  /** Milestones that people set, oldest first. */
  written: readonly (Omit<Milestone, 'automatic'> & { createdAt: number })[];
  /** The first update that was emailed, and when 95% of its recipients had been. */
  firstMail: { publishedAt: number; reachedAt: number } | null;
};

export type MilestoneTimes = Record<
  'alerted' | 'acknowledged' | 'announced' | 'diagnosed' | 'mitigated' | 'resolved',
  number | null
>;

/** When each milestone was reached, without those that say nothing about speed. */
export function milestoneTimes(facts: IncidentFacts): MilestoneTimes {
  const { resolvedAt, updates, acknowledged } = facts;
  const written = facts.written.filter((one) => counts(one, facts));
  const reached = milestonesOf({ updates, resolvedAt, acknowledged, written });
  const later = isRecordedLater(facts);
  const at = (kind: MilestoneKind): number | null => {
    const one = reached.find((milestone) => milestone.kind === kind);
    if (!one || (kind === 'mitigated' && one.level === 'none')) return null;
    const isOfRecording = kind === 'acknowledged' || kind === 'announced' || !hasLength(facts);
    return later && one.automatic && isOfRecording ? null : one.at;
  };
  return {
    alerted: facts.alertedAt,
    acknowledged: at('acknowledged'),
    announced: at('announced'),
    diagnosed: at('diagnosed'),
    // An incident that is over affects nobody any more.
    mitigated: earlier(at('mitigated'), at('resolved')),
    resolved: at('resolved'),
  };
}

export function durationsOf(
  { startedAt, firstMail }: IncidentFacts,
  { alerted, acknowledged, announced, diagnosed, mitigated, resolved }: MilestoneTimes,
): Durations {
  const since = (at: number | null) => between(startedAt, at);
  return {
    inform: firstWordAfter(alerted, announced),
    acknowledge: since(acknowledged),
    announce: since(announced),
    diagnose: since(diagnosed),
    mitigate: since(mitigated),
    resolve: since(resolved),
    notify: firstMail && between(firstMail.publishedAt, firstMail.reachedAt),
  };
}

const earlier = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? (one ?? other) : Math.min(one, other);

/** Zero where the milestone was reached before, such as when the start was corrected. */
const between = (from: number, to: number | null): number | null =>
  to === null ? null : Math.max(0, to - from);

/** An open incident is not resolved, and neither is one that was reopened after somebody said so. */
const counts = (
  { kind, createdAt }: IncidentFacts['written'][number],
  { resolvedAt, updates }: IncidentFacts,
): boolean => kind !== 'resolved' || (resolvedAt !== null && createdAt >= reopenedAt(updates));

function reopenedAt(updates: IncidentFacts['updates']): number {
  const inOrder = updates.toSorted((a, b) => a.seq - b.seq);
  const isReopening = (state: State, i: number) =>
    !isClosed(state) && isClosed(inOrder[i - 1]?.state ?? 'investigating');
  return inOrder.findLast(({ state }, i) => isReopening(state, i))?.createdAt ?? 0;
}

/** Recorded when it was over: nobody acknowledged or announced it while it was open. */
export const isRecordedLater = ({ createdAt, resolvedAt }: IncidentFacts): boolean =>
  resolvedAt !== null && createdAt >= resolvedAt;

const hasLength = ({ startedAt, resolvedAt }: IncidentFacts): boolean =>
  resolvedAt === null || resolvedAt > startedAt;
