import { MINUTE } from '../time/time.ts';
import type { Milestone } from './milestone.ts';
import type { Phase } from './phase.ts';

export const nudgeKeys = ['commander', 'rollback', 'mitigation', 'silence'] as const;
export type NudgeKey = (typeof nudgeKeys)[number];

export type Nudge = { key: NudgeKey; text: string };

type RecentChange = { kind: string; ref: string; at: number };

export type NudgeFacts = {
  isOpen: boolean;
  startedAt: number;
  /** True where the severity requires a commander, and nobody is. */
  lacksCommander: boolean;
  phase: { phase: Phase; since: number };
  milestones: readonly Pick<Milestone, 'kind' | 'level'>[];
  /** Changes before the start, in any order. */
  changes: readonly RecentChange[];
  /** What people wrote: kind, text and time. */
  written: readonly { text: string; at: number }[];
  dismissals: readonly { nudge: string; createdAt: number }[];
};

const LONG = 15 * MINUTE;
const SHORTLY_BEFORE = 60 * MINUTE;
const ROLLBACK = /\b(?:roll(?:ed|ing|s)?[ -]?back|revert(?:ed|ing|s)?|undo(?:ing)?)\b/i;

/** At most one suggestion, the most urgent of those that nobody dismissed. Nothing is refused for it. */
export function nudgeOf(facts: NudgeFacts, now: number): Nudge | null {
  if (!facts.isOpen) return null;
  const all: (Nudge | null)[] = [
    facts.lacksCommander ? { key: 'commander', text: 'No commander yet. Who leads?' } : null,
    rollback(facts),
    mitigation(facts, now),
    silence(facts, now),
  ];
  const isDismissed = (key: NudgeKey) =>
    key !== 'silence' && facts.dismissals.some(({ nudge }) => nudge === key);
  return all.find((one) => one !== null && !isDismissed(one.key)) ?? null;
}

const isMitigated = ({ milestones }: NudgeFacts): boolean =>
  milestones.some(({ kind, level }) => kind === 'mitigated' && level !== 'none');

function rollback(facts: NudgeFacts): Nudge | null {
  const { changes, startedAt, written } = facts;
  const deploys = changes.filter(
    ({ kind, at }) => kind === 'deploy' && at <= startedAt && at > startedAt - SHORTLY_BEFORE,
  );
  const [nearest] = deploys.toSorted((a, b) => b.at - a.at);
  if (!nearest || isMitigated(facts) || written.some(({ text }) => ROLLBACK.test(text)))
    return null;
  const minutes = Math.max(1, Math.round((startedAt - nearest.at) / MINUTE));
  const ago = `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const text = `${nearest.ref || 'A deploy'} went out ${ago} before the start. Could you roll it back?`;
  return { key: 'rollback', text };
}

const mitigation = (facts: NudgeFacts, now: number): Nudge | null =>
  facts.phase.phase === 'diagnose' && now - facts.phase.since >= LONG && !isMitigated(facts)
    ? {
        key: 'mitigation',
        text: '15 minutes of diagnosis, and nothing is mitigated. Could you roll back, or disable it?',
      }
    : null;

/** Dismissing it counts like a line: it comes again after the same time. */
function silence({ startedAt, written, dismissals }: NudgeFacts, now: number): Nudge | null {
  const put = dismissals.filter(({ nudge }) => nudge === 'silence').map((one) => one.createdAt);
  const last = Math.max(startedAt, ...written.map(({ at }) => at), ...put);
  return now - last >= LONG
    ? { key: 'silence', text: 'Nobody has written for 15 minutes. What is happening now?' }
    : null;
}
