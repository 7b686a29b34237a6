import type { FigureTargets } from '../figures/targets.ts';
import { type PromiseOutcome, type PromisingUpdate, promiseOutcomes } from '../incident/promise.ts';
import type { Milestone } from '../room/milestone.ts';
import { MINUTE } from '../time/time.ts';

/** Result of a drill. Minutes are real ones, whatever the speed of the scenario. */
export type DrillFigure = {
  key: 'acknowledge' | 'first_word' | 'diagnose' | 'mitigate' | 'resolve' | 'cadence' | 'preflight';
  label: string;
  /** Minutes, or a count; null where it did not happen. */
  value: number | null;
  unit: 'minutes' | 'share' | 'findings';
  /** An upper bound; a lower bound for a share. */
  target: number;
  isMet: boolean;
};

/** Minutes that handbooks usually name, for figures without a target of the page. */
const usualTargets = { acknowledge: 5, first_word: 10, diagnose: 15, mitigate: 30, resolve: 60 };

export type DrillFacts = {
  startedAt: number;
  /** When the work on it ended; null while it goes on. */
  endedAt: number | null;
  milestones: readonly Pick<Milestone, 'kind' | 'at' | 'level'>[];
  updates: readonly PromisingUpdate[];
  /** Of the page. */
  targets: FigureTargets;
  /** What preflight finds in the updates. */
  findings: number;
  now: number;
};

/** Speed of the response, and how well customers would have been informed. */
export function drillScore(facts: DrillFacts): DrillFigure[] {
  const { startedAt, milestones, updates } = facts;
  const { announce, promises, ...own } = facts.targets;
  const targets = {
    acknowledge: own.acknowledge ?? usualTargets.acknowledge,
    first_word: announce ?? usualTargets.first_word,
    diagnose: own.diagnose ?? usualTargets.diagnose,
    mitigate: own.mitigate ?? usualTargets.mitigate,
    resolve: own.resolve ?? usualTargets.resolve,
  };
  const share = (promises ?? 100) / 100;
  const reached = (kind: Milestone['kind']) =>
    milestones.find((one) => one.kind === kind && one.level !== 'none')?.at ?? null;
  const firstWord = updates.length > 0 ? Math.min(...updates.map((one) => one.createdAt)) : null;
  const timed = (key: keyof typeof targets, label: string, at: number | null): DrillFigure => {
    const value = at === null ? null : Math.max(0, (at - startedAt) / MINUTE);
    return {
      key,
      label,
      value,
      unit: 'minutes',
      target: targets[key],
      isMet: value !== null && value <= targets[key],
    };
  };
  const kept = promiseShare([...promiseOutcomes(updates, facts.endedAt ?? facts.now).values()]);
  return [
    timed('acknowledge', 'Time to acknowledge', reached('acknowledged')),
    timed('first_word', 'Time to first update', firstWord),
    timed('diagnose', 'Time to diagnose', reached('diagnosed')),
    timed('mitigate', 'Time to mitigate', reached('mitigated')),
    timed('resolve', 'Time to resolve', reached('resolved')),
    {
      key: 'cadence',
      label: 'Promised updates kept',
      value: kept,
      unit: 'share',
      target: share,
      isMet: kept !== null && kept >= share,
    },
    {
      key: 'preflight',
      label: 'Warnings in updates',
      value: updates.length > 0 ? facts.findings : null,
      unit: 'findings',
      target: 0,
      isMet: updates.length > 0 && facts.findings === 0,
    },
  ];
}

/** Null where nothing was promised. */
function promiseShare(promises: readonly PromiseOutcome[]): number | null {
  const decided = promises.filter(({ outcome }) => outcome !== 'open');
  return decided.length === 0
    ? null
    : decided.filter(({ outcome }) => outcome === 'kept').length / decided.length;
}
