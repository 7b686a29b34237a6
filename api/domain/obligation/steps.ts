import type { EscalationPolicy } from '../escalation/policy.ts';
import { targetedPeople } from '../escalation/targets.ts';
import { conditionHolds, walkPolicy } from '../escalation/walk.ts';
import {
  dueSteps,
  type EscalationStep,
  peopleOf,
  standardEscalation,
} from '../response/escalation.ts';
import type { SeverityScale } from '../response/severity.ts';
import type { AddMinutes } from '../time/working-time.ts';
import { itemKinds, type NotifiedLevel, type Recipients } from './item-kinds.ts';
import type { ObligationKind } from './obligation.ts';

/** An open obligation at the time of a tick. */
export type DueObligation = {
  kind: ObligationKind;
  level: number;
  dueAt: number;
  within: number;
  /** What the minutes between levels are counted in. */
  add: AddMinutes;
  /** Steps of this round that were taken. */
  taken: readonly number[];
  /** The same of an acknowledgment, with whom they notified. */
  notified: ReadonlyMap<number, readonly string[]>;
  /** When its levels begin to count. */
  from: number;
  /** Whom an acknowledgment or an alert notifies; null for the standard levels. */
  policy: EscalationPolicy | null;
  incident: { severity: string | null; businessImpact: boolean; scale: SeverityScale };
  /** Whether somebody wants the next level to be notified at once. */
  isEscalated: boolean;
  /** The page's escalation of promised updates; null for the standard one. */
  escalation: readonly EscalationStep[] | null;
};

/** Who can be notified. `email` is empty where somebody has no address. */
export type Crew = {
  leadId: string | null;
  commanderId: string | null;
  /** Ids of the people that the obligation names. */
  responsible: readonly string[];
  /** Roles in the incident that are held now. */
  roles: readonly { role: string; userId: string }[];
  /** Who is on call now, by schedule. */
  onCall: ReadonlyMap<string, readonly string[]>;
  members: readonly { id: string; role: string; email: string }[];
  /** Whether a level can trigger PagerDuty. */
  hasPagerDuty: boolean;
};

/** A step that is due, and ids of the people it notifies. */
export type DueStep = { level: number; people: string[]; acknowledgedBy?: 'any' | 'all' };

/** `nextDueAt`: when the next level is due; null after the last; undefined where the deadline stays. */
export type DueSteps = { steps: DueStep[]; nextDueAt?: number | null };

type Rule = (due: DueObligation, crew: Crew, now: number) => DueSteps;

/** Who is notified of a miss: first those who have the leading roles, then the owners. */
export const escalationLevels: readonly NotifiedLevel[] = [
  { notify: ['leaders'] },
  { notify: ['owners'] },
];

/** Somebody without an address is passed over, like somebody who left. */
const reachable = (crew: Crew): Crew => ({
  ...crew,
  members: crew.members.filter(({ email }) => email !== ''),
});

const idsOf: Record<Recipients, (crew: Crew) => readonly (string | null)[]> = {
  responsible: ({ responsible }) => responsible,
  commander: ({ commanderId }) => [commanderId],
  leaders: ({ commanderId, leadId }) => [commanderId, leadId],
  owners: (crew) => peopleOf({ after: 0, people: ['owners'] }, crew),
};

/** Ids of the people of a level; a level without anybody is empty. */
function peopleAt({ notify, orElse }: NotifiedLevel, crew: Crew): string[] {
  const named = new Set(notify.flatMap((who) => idsOf[who](crew)));
  const people = [...named].flatMap((id) => crew.members.find((one) => one.id === id)?.id ?? []);
  return people.length === 0 && orElse ? peopleAt({ notify: [orElse] }, crew) : people;
}

/**
 * The levels that are due by now, in order. An empty level is skipped at once. After a long pause
 * all levels are due together.
 */
const levelByLevel =
  (levels: readonly NotifiedLevel[]): Rule =>
  ({ level, dueAt, within, add }, crew, now) => {
    const steps: DueStep[] = [];
    let due = dueAt;
    for (let next = level; ; next++) {
      const one = levels[next];
      if (one === undefined) return { steps, nextDueAt: null };
      if (due > now) return { steps, nextDueAt: due };
      const people = peopleAt(one, crew);
      steps.push({ level: next, people });
      if (people.length > 0) due = add(due, within);
    }
  };

/** The steps of the page's escalation before and after the promised time. */
const byEscalation: Rule = ({ dueAt, taken, escalation }, crew, now) => ({
  steps: dueSteps(escalation ?? standardEscalation, { due: dueAt, taken }, now).map(
    ({ after, people }) => ({ level: after, people: peopleOf({ after, people }, crew) }),
  ),
});

/** The levels of an escalation policy. */
const byPolicy = (
  policy: EscalationPolicy,
  { from, notified, isEscalated, add, incident }: DueObligation,
  crew: Crew,
  now: number,
): DueSteps =>
  walkPolicy(policy, {
    ...{ from, isEscalated, add, now, taken: notified },
    holds: (level) => conditionHolds(level, incident),
    peopleAt: ({ targets }) => targetedPeople(targets, crew),
    owners: () => peopleAt({ notify: ['owners'] }, crew),
  });

const rules: Record<ObligationKind, Rule> = {
  acknowledge: (due, crew, now) =>
    due.policy
      ? byPolicy(due.policy, due, crew, now)
      : levelByLevel(escalationLevels)(due, crew, now),
  role_missing: levelByLevel(escalationLevels),
  update_promised: byEscalation,
  timer: levelByLevel(itemKinds.timer.levels),
  review: levelByLevel(itemKinds.review.levels),
  action_item: levelByLevel(itemKinds.action_item.levels),
  temporary_fix: levelByLevel(itemKinds.temporary_fix.levels),
  shift_handover: levelByLevel(itemKinds.shift_handover.levels),
  alert: (due, crew, now) =>
    due.policy
      ? byPolicy(due.policy, due, crew, now)
      : levelByLevel(itemKinds.alert.levels)(due, crew, now),
};

/** Whom an obligation notifies by now. */
export const stepsOf = (due: DueObligation, crew: Crew, now: number): DueSteps =>
  rules[due.kind](due, reachable(crew), now);
