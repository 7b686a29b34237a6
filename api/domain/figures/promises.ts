import { isClosed } from '../incident/incident.ts';
import { promiseOutcomes } from '../incident/promise.ts';
import { readers } from '../page/scope.ts';
import { type SeverityScale, severityLevelOf } from '../response/severity.ts';
import { MINUTE } from '../time/time.ts';
import { type IncidentFacts, isRecordedLater } from './durations.ts';

export type PromiseCounts = { kept: number; missed: number };

/** Announced times of the next update: kept where the next update was published by then. */
export function promisesOf({ updates }: IncidentFacts, now: number): PromiseCounts {
  const outcomes = [...promiseOutcomes(updates, now).values()].map(({ outcome }) => outcome);
  return {
    kept: outcomes.filter((one) => one === 'kept').length,
    missed: outcomes.filter((one) => one === 'missed').length,
  };
}

/**
 * Gaps between public updates while the incident is open: kept where the next one came within the
 * minutes of the severity. The last gap of an open incident counts only once it is too long.
 */
export function cadenceOf(facts: IncidentFacts, scale: SeverityScale, now: number): PromiseCounts {
  const every = severityLevelOf(scale, facts.severity)?.updateEvery;
  if (!every || isRecordedLater(facts)) return { kept: 0, missed: 0 };
  const inOrder = facts.updates
    .filter(({ audience }) => audience === readers)
    .toSorted((a, b) => a.seq - b.seq);
  const gaps = inOrder.flatMap(({ state, createdAt }, i) => {
    const next = inOrder[i + 1]?.createdAt;
    const isLate = (next ?? now) - createdAt > every * MINUTE;
    return isClosed(state) || (next === undefined && !isLate) ? [] : [isLate];
  });
  const missed = gaps.filter(Boolean).length;
  return { kept: gaps.length - missed, missed };
}

export const totalOf = (parts: readonly PromiseCounts[]): PromiseCounts => ({
  kept: parts.reduce((sum, { kept }) => sum + kept, 0),
  missed: parts.reduce((sum, { missed }) => sum + missed, 0),
});

/** From 0 to 1; null where there was nothing to keep. */
export const keptShare = ({ kept, missed }: PromiseCounts): number | null =>
  kept + missed === 0 ? null : kept / (kept + missed);
