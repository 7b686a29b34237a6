import { z } from 'zod';
import { type Impact, impactOf, maxImpact } from '../component/impact.ts';
import type { ComponentStatus } from '../component/status.ts';
import { MINUTE } from '../time/time.ts';

export const incidentStates = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export const maintenanceStates = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;

export const IncidentKind = z.enum(['incident', 'maintenance']);
export type IncidentKind = z.infer<typeof IncidentKind>;
/** `postmortem` is set by publishing a review, never chosen in the form of the four states. */
export const State = z.enum([...incidentStates, 'postmortem', ...maintenanceStates]);
export type State = z.infer<typeof State>;
/**
 * Whom an incident is for: readers, the whole team, or the people it names (security, personal
 * data). Of an update: readers see public ones only.
 */
export const audiences = ['public', 'internal', 'restricted'] as const;
export const Audience = z.enum(audiences);
export type Audience = z.infer<typeof Audience>;

/** Characters of an update. */
export const MAX_TEXT_LENGTH = 25_000;

export const stateLabels: Record<State, string> = {
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

export const closingStates: readonly State[] = ['resolved', 'postmortem', 'completed'];
export const isClosed = (state: State): boolean => closingStates.includes(state);

/** Maintenance happens in its window, whenever it was announced. */
export const happensAt = (times: { scheduledFor: number | null; startedAt: number }): number =>
  times.scheduledFor ?? times.startedAt;

export const statesOf = (kind: IncidentKind): readonly State[] =>
  kind === 'incident' ? incidentStates : maintenanceStates;

/** Updates are numbered from 1; 0 without any. */
export const newestSeq = (updates: readonly { seq: number }[]): number =>
  Math.max(0, ...updates.map(({ seq }) => seq));

export type IncidentProgress = {
  kind: IncidentKind;
  state: State;
  impact: Impact;
  impactOverride: Impact | null;
  startedAt: number;
  monitoringAt: number | null;
  resolvedAt: number | null;
};

/** `since` and `endedAt`: start and end, if the update reports them. */
export type StateChange = {
  state: State;
  at: number;
  affected: readonly ComponentStatus[];
  since?: number | null;
  endedAt?: number | null;
};

/**
 * What an update does to its incident. States may follow in any order: reopening clears the end.
 * The impact keeps the worst value and does not fall when components recover.
 */
export function advance(before: IncidentProgress, update: StateChange): IncidentProgress {
  const closed = isClosed(update.state);
  const startedAt = startAfter(before, update);
  const ended = Math.max(startedAt, Math.min(update.endedAt ?? update.at, update.at));
  return {
    ...before,
    state: update.state,
    startedAt,
    impact: impactAfter(before, update.affected),
    monitoringAt:
      update.state === 'monitoring' ? (before.monitoringAt ?? update.at) : before.monitoringAt,
    resolvedAt: closed ? (before.resolvedAt ?? ended) : null,
  };
}

export type Times = Pick<IncidentProgress, 'startedAt' | 'monitoringAt' | 'resolvedAt'>;

/**
 * Times of an incident that one update set, and that move with it when its time is corrected.
 * Maintenance keeps its window.
 */
export function timesMoved(
  times: Pick<IncidentProgress, 'kind'> & Times & { updates: readonly { displayAt: number }[] },
  { state, from, to }: { state: State; from: number; to: number },
): Partial<Times> {
  if (times.kind === 'maintenance') return {};
  const isFirst = times.updates.every(({ displayAt }) => displayAt >= from);
  return {
    ...(isFirst && times.startedAt === from ? { startedAt: to } : {}),
    ...(state === 'monitoring' && times.monitoringAt === from ? { monitoringAt: to } : {}),
    ...(state === 'resolved' && times.resolvedAt === from ? { resolvedAt: to } : {}),
  };
}

/** Forms have minutes only: within the same minute the time stays. */
function startAfter({ kind, startedAt }: IncidentProgress, { since, at }: StateChange): number {
  if (kind === 'maintenance' || since == null || since > at) return startedAt;
  return Math.floor(since / MINUTE) === Math.floor(startedAt / MINUTE) ? startedAt : since;
}

function impactAfter(before: IncidentProgress, affected: readonly ComponentStatus[]): Impact {
  if (before.impactOverride) return before.impactOverride;
  if (before.kind === 'maintenance') return before.impact;
  const now = impactOf(affected);
  return now === 'maintenance' ? before.impact : maxImpact(before.impact, now);
}
