import { peopleOf } from '../response/escalation.ts';
import { type SeverityScale, severityLevelOf } from '../response/severity.ts';
import { MINUTE } from '../time/time.ts';

export type ObligationKind = 'acknowledge';
/** `missed`: every level was notified, and nobody did it. */
export type ObligationState = 'open' | 'done' | 'missed';

/** Minutes in which a person must acknowledge an incident; null where its severity asks for none. */
export const acknowledgeMinutes = (scale: SeverityScale, severity: string | null): number | null =>
  severityLevelOf(scale, severity)?.acknowledgeWithin ?? null;

/** Who is notified of a miss: first those who have the leading roles, then the owners. */
export const acknowledgeLevels = ['roles', 'owners'] as const;

type Crew = Parameters<typeof peopleOf>[1];

/** Ids of the people of a level; a level without anybody is empty. */
function peopleAt(level: (typeof acknowledgeLevels)[number], crew: Crew): string[] {
  if (level === 'owners') return peopleOf({ after: 0, people: ['owners'] }, crew);
  const assigned = new Set([crew.commanderId, crew.leadId]);
  return [...assigned].flatMap((id) => crew.members.find((one) => one.id === id)?.id ?? []);
}

/** One miss, and whom it is told. */
export type MissedLevel = { level: number; people: string[] };

/**
 * The steps that are due by now, oldest first, and when the next is due; null after the last level.
 * An empty level is skipped at once. After a long pause all levels are due together.
 */
export function dueEscalations(
  { level, dueAt, within }: { level: number; dueAt: number; within: number },
  crew: Crew,
  now: number,
): { steps: MissedLevel[]; nextDueAt: number | null } {
  const steps: MissedLevel[] = [];
  let due = dueAt;
  for (let next = level; ; next++) {
    const name = acknowledgeLevels[next];
    if (name === undefined) return { steps, nextDueAt: null };
    if (due > now) return { steps, nextDueAt: due };
    const people = peopleAt(name, crew);
    steps.push({ level: next, people });
    if (people.length > 0) due += within * MINUTE;
  }
}
