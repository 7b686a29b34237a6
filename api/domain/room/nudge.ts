import { z } from 'zod';
import { storable } from '../text/characters.ts';
import { MINUTE } from '../time/time.ts';
import type { Milestone } from './milestone.ts';
import type { Phase } from './phase.ts';

export const nudgeKeys = ['commander', 'rollback', 'check_in', 'mitigation', 'silence'] as const;
export type NudgeKey = (typeof nudgeKeys)[number];

/** `asks`: it is answered with one line, which the timeline keeps. */
export type Nudge = { key: NudgeKey; text: string; asks: boolean };

/** Dismisses a nudge. An answer becomes an event of the timeline. */
export const NudgeAnswer = z.object({
  nudge: z.enum(nudgeKeys),
  answer: z
    .string()
    .overwrite((text) => storable(text).replace(/\s+/g, ' ').trim())
    .max(500, 'An answer is one line of at most 500 characters.')
    .default(''),
});

type RecentChange = { kind: string; ref: string; at: number };

export type NudgeFacts = {
  isOpen: boolean;
  startedAt: number;
  severity: string | null;
  /** When public and internal updates are due; empty without a promise. */
  promises: readonly number[];
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

/** The check-in begins this long before an update is due, so that its answer is in the update. */
const BEFORE_UPDATE = 5 * MINUTE;
const LONG = 15 * MINUTE;
const SHORTLY_BEFORE = 60 * MINUTE;
const ROLLBACK = /\b(?:roll(?:ed|ing|s)?[ -]?back|revert(?:ed|ing|s)?|undo(?:ing)?)\b/i;

/** At most one suggestion, the most urgent of those that nobody dismissed. Nothing is refused for it. */
export function nudgeOf(facts: NudgeFacts, now: number): Nudge | null {
  if (!facts.isOpen) return null;
  const all: (Nudge | null)[] = [
    facts.lacksCommander ? nudge('commander', 'No commander yet. Who leads?') : null,
    rollback(facts),
    checkIn(facts, now),
    mitigation(facts, now),
    silence(facts, now),
  ];
  const isDismissed = (key: NudgeKey) =>
    !returning.includes(key) && facts.dismissals.some(({ nudge }) => nudge === key);
  return all.find((one) => one !== null && !isDismissed(one.key)) ?? null;
}

/** Dismissing one of these is for this time only: it comes again. */
const returning: readonly NudgeKey[] = ['check_in', 'silence'];

const nudge = (key: NudgeKey, text: string): Nudge => ({ key, text, asks: key === 'check_in' });

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
  return nudge('rollback', text);
}

const mitigation = (facts: NudgeFacts, now: number): Nudge | null =>
  facts.phase.phase === 'diagnose' && now - facts.phase.since >= LONG && !isMitigated(facts)
    ? nudge(
        'mitigation',
        '15 minutes of diagnosis, and nothing is mitigated. Could you roll back, or disable it?',
      )
    : null;

/** Once for each promised update: dismissed or answered, it comes again with the next one. */
function checkIn({ promises, dismissals, severity }: NudgeFacts, now: number): Nudge | null {
  const since = promises.map((at) => at - BEFORE_UPDATE).filter((from) => from <= now);
  if (since.length === 0) return null;
  const newest = Math.max(...since);
  if (dismissals.some((one) => one.nudge === 'check_in' && one.createdAt >= newest)) return null;
  const grade = severity === null ? 'Does it need a severity?' : `Is ${severity} still right?`;
  return nudge(
    'check_in',
    `An update is due. ${grade} What is the hypothesis, and what is the next action?`,
  );
}

/** A dismissal counts like a line: the suggestion returns after the same time. */
function silence({ startedAt, written, dismissals }: NudgeFacts, now: number): Nudge | null {
  const put = dismissals.filter(({ nudge }) => nudge === 'silence').map((one) => one.createdAt);
  const last = Math.max(startedAt, ...written.map(({ at }) => at), ...put);
  return now - last >= LONG
    ? nudge('silence', 'Nobody has written for 15 minutes. What is happening now?')
    : null;
}
