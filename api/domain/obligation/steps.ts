import {
  dueSteps,
  type EscalationStep,
  peopleOf,
  standardEscalation,
} from '../response/escalation.ts';
import { MINUTE } from '../time/time.ts';
import type { ObligationKind } from './obligation.ts';

/** An open obligation at the time of a tick. */
export type DueObligation = {
  kind: ObligationKind;
  level: number;
  dueAt: number;
  within: number;
  /** Steps of this round that were taken. */
  taken: readonly number[];
  /** The page's escalation of promised updates; null for the standard one. */
  escalation: readonly EscalationStep[] | null;
};

/** Who can be notified. `email` is empty where somebody has no address. */
export type Crew = {
  leadId: string | null;
  commanderId: string | null;
  members: readonly { id: string; role: string; email: string }[];
};

/** A step that is due, and ids of the people it notifies. */
export type DueStep = { level: number; people: string[] };

/** `nextDueAt`: when the next level is due; null after the last; undefined where the deadline stays. */
export type DueSteps = { steps: DueStep[]; nextDueAt?: number | null };

type Rule = (due: DueObligation, crew: Crew, now: number) => DueSteps;

/** Who is notified of a miss: first those who have the leading roles, then the owners. */
export const escalationLevels = ['roles', 'owners'] as const;

/** Somebody without an address is passed over, like somebody who left. */
const reachable = (crew: Crew): Crew => ({
  ...crew,
  members: crew.members.filter(({ email }) => email !== ''),
});

/** Ids of the people of a level; a level without anybody is empty. */
function peopleAt(level: (typeof escalationLevels)[number], crew: Crew): string[] {
  if (level === 'owners') return peopleOf({ after: 0, people: ['owners'] }, crew);
  const assigned = new Set([crew.commanderId, crew.leadId]);
  return [...assigned].flatMap((id) => crew.members.find((one) => one.id === id)?.id ?? []);
}

/**
 * The levels that are due by now, in order. An empty level is skipped at once. After a long pause
 * all levels are due together.
 */
const levelByLevel: Rule = ({ level, dueAt, within }, crew, now) => {
  const steps: DueStep[] = [];
  let due = dueAt;
  for (let next = level; ; next++) {
    const name = escalationLevels[next];
    if (name === undefined) return { steps, nextDueAt: null };
    if (due > now) return { steps, nextDueAt: due };
    const people = peopleAt(name, crew);
    steps.push({ level: next, people });
    if (people.length > 0) due += within * MINUTE;
  }
};

/** The steps of the page's escalation before and after the promised time. */
const byEscalation: Rule = ({ dueAt, taken, escalation }, crew, now) => ({
  steps: dueSteps(escalation ?? standardEscalation, { due: dueAt, taken }, now).map(
    ({ after, people }) => ({ level: after, people: peopleOf({ after, people }, crew) }),
  ),
});

const rules = {
  acknowledge: levelByLevel,
  role_missing: levelByLevel,
  update_promised: byEscalation,
} satisfies Partial<Record<ObligationKind, Rule>>;

export type EscalatedKind = keyof typeof rules;
export const escalatedKinds = Object.keys(rules) as EscalatedKind[]; // the keys of a literal

/** Whom an obligation notifies by now. */
export const stepsOf = (
  due: DueObligation & { kind: EscalatedKind },
  crew: Crew,
  now: number,
): DueSteps => rules[due.kind](due, reachable(crew), now);
