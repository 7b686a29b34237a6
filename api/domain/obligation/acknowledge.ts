import { type SeverityScale, severityLevelOf } from '../response/severity.ts';
import type { AddMinutes } from '../time/working-time.ts';
import type { ObligationKind, ObligationState } from './obligation.ts';

/** Minutes in which a person must acknowledge an incident; null where its severity requires none. */
export const acknowledgeMinutes = (scale: SeverityScale, severity: string | null): number | null =>
  severityLevelOf(scale, severity)?.acknowledgeWithin ?? null;

/** Whether an incident became more severe. */
export function isRaised(scale: SeverityScale, from: string | null, to: string | null): boolean {
  const rank = (key: string | null) => scale.findIndex((level) => level.key === key);
  return rank(to) >= 0 && (rank(from) < 0 || rank(to) < rank(from));
}

/**
 * When an acknowledgment lapses: nobody wrote or changed anything for the minutes of the severity.
 * Null while it holds, or where it never lapses. The first level is notified at that moment, the
 * next `within` minutes later.
 */
export function nextLapse(
  scale: SeverityScale,
  { severity, activeAt }: { severity: string | null; activeAt: number },
  { add, now }: { add: AddMinutes; now: number },
): { at: number; within: number } | null {
  const level = severityLevelOf(scale, severity);
  if (!level?.lapseAfter) return null;
  const at = add(activeAt, level.lapseAfter);
  return at <= now ? { at, within: level.acknowledgeWithin ?? level.lapseAfter } : null;
}

type Step = {
  kind: ObligationKind;
  round: number;
  acknowledgedBy: 'any' | 'all';
  isEscalated: boolean;
  people: readonly string[];
};
type Answer = { id: string; round: number };

/**
 * Who was notified in the present round, whose acknowledgment is missing, and whether somebody
 * escalated it and there was nobody to notify. Ids of members, without people who left.
 */
export function awaitedIn(
  { state, round }: { state: ObligationState; round: number },
  {
    steps,
    answers,
    members,
  }: { steps: readonly Step[]; answers: readonly Answer[]; members: ReadonlySet<string> },
): { notified: string[]; missing: string[]; reachedNobody: boolean } {
  const current = steps.filter((step) => step.kind === 'acknowledge' && step.round === round);
  const peopleOf = (some: readonly Step[]) =>
    [...new Set(some.flatMap(({ people }) => people))].filter((id) => members.has(id));
  const isAnswered = (id: string) => answers.some((one) => one.id === id && one.round === round);
  const escalated = current.filter(({ isEscalated }) => isEscalated);
  if (state === 'done') return { notified: [], missing: [], reachedNobody: false };
  return {
    notified: peopleOf(current),
    missing: peopleOf(current.filter((step) => step.acknowledgedBy === 'all')).filter(
      (id) => !isAnswered(id),
    ),
    reachedNobody: escalated.length > 0 && escalated.every(({ people }) => people.length === 0),
  };
}
