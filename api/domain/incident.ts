import { z } from 'zod';
import { type Impact, impactOf, maxImpact } from './impact.ts';
import type { ComponentStatus } from './status.ts';

export const incidentStates = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export const maintenanceStates = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;

export const IncidentKind = z.enum(['incident', 'maintenance']);
export type IncidentKind = z.infer<typeof IncidentKind>;
/** `postmortem` is reached by publishing a review, never chosen in the four-state form. */
export const State = z.enum([...incidentStates, 'postmortem', ...maintenanceStates]);
export type State = z.infer<typeof State>;
export const Audience = z.enum(['public', 'internal']);
export type Audience = z.infer<typeof Audience>;

/** Characters of an update. */
export const LONGEST_TEXT = 25_000;

export const stateWords: Record<State, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postmortem: 'Postmortem',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  verifying: 'Verifying',
  completed: 'Completed',
};

const closing: readonly State[] = ['resolved', 'postmortem', 'completed'];
export const isClosed = (state: State): boolean => closing.includes(state);

export const statesOf = (kind: IncidentKind): readonly State[] =>
  kind === 'incident' ? incidentStates : maintenanceStates;

export type Progress = {
  kind: IncidentKind;
  state: State;
  impact: Impact;
  impactOverride: Impact | null;
  startedAt: number;
  monitoringAt: number | null;
  resolvedAt: number | null;
};

/**
 * What an update does to its incident. Any order of states is allowed: reopening clears the end.
 * The impact keeps the worst value reached and does not fall when components recover.
 */
export function advance(
  before: Progress,
  update: { state: State; at: number; affected: readonly ComponentStatus[] },
): Progress {
  const closed = isClosed(update.state);
  return {
    ...before,
    state: update.state,
    impact: impactAfter(before, update.affected),
    monitoringAt:
      update.state === 'monitoring' ? (before.monitoringAt ?? update.at) : before.monitoringAt,
    resolvedAt: closed ? (before.resolvedAt ?? update.at) : null,
  };
}

function impactAfter(before: Progress, affected: readonly ComponentStatus[]): Impact {
  if (before.impactOverride) return before.impactOverride;
  if (before.kind === 'maintenance') return before.impact;
  const now = impactOf(affected);
  return now === 'maintenance' ? before.impact : maxImpact(before.impact, now);
}
