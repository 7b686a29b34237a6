import type { SeverityScale } from '../response/severity.ts';
import type { AddMinutes } from '../time/working-time.ts';
import type { EscalationPolicy, PolicyLevel } from './policy.ts';

/** A step that is due: its number, whom it notifies, and whether all of them must acknowledge. */
export type PolicyStep = {
  level: number;
  people: string[];
  acknowledgedBy: PolicyLevel['acknowledgedBy'];
};

export type Walked = { steps: PolicyStep[]; nextDueAt?: number | null };

type Facts = {
  /** When the levels begin to count. */
  from: number;
  /** Levels that were taken, and whom they notified. */
  taken: ReadonlyMap<number, readonly string[]>;
  /** Whether the conditions of a level hold. */
  holds: (level: PolicyLevel) => boolean;
  peopleAt: (level: PolicyLevel) => string[];
  owners: () => string[];
  /** Whether somebody wants the next level to be notified now. */
  isEscalated: boolean;
  add: AddMinutes;
  now: number;
};

/** Whether a condition of a level holds, so that it is reached at once. */
export function conditionHolds(
  { severityAtLeast, businessImpact }: PolicyLevel,
  incident: { severity: string | null; businessImpact: boolean; scale: SeverityScale },
): boolean {
  const rank = (key: string | null) => incident.scale.findIndex((level) => level.key === key);
  const isSevere = rank(incident.severity) >= 0 && rank(incident.severity) <= rank(severityAtLeast);
  return isSevere || (businessImpact && incident.businessImpact);
}

/** Added to the level's number for each repetition. */
const PASS = 100;
/** The owners, where no level has anybody. */
const NOBODY_ELSE = 99;

/**
 * The levels of a policy that are due by now. A level without anybody takes no time: the ones after it
 * move forward. `nextDueAt` is undefined while only conditions can reach a further level.
 */
export function walkPolicy(
  policy: Pick<EscalationPolicy, 'levels' | 'repeats' | 'repeatAfter'>,
  facts: Facts,
): Walked {
  const { taken, now, add } = facts;
  const steps: PolicyStep[] = [];
  let wants = facts.isEscalated;
  let start = facts.from;
  let notified = [...taken.values()].some((people) => people.length > 0);
  let waits = false;
  for (let pass = 0; pass <= policy.repeats; pass++) {
    if (start > now && !wants) return { steps, nextDueAt: start };
    let [cursor, offset, nextDueAt] = [start, 0, Number.POSITIVE_INFINITY];
    let isEmpty = false;
    for (const [i, level] of policy.levels.entries()) {
      const number = pass * PASS + i;
      const isTimed = level.after !== null;
      if (level.after !== null) {
        if (!isEmpty) cursor = add(cursor, level.after - offset);
        offset = level.after;
      }
      const before = taken.get(number);
      const isDue = (isTimed && cursor <= now) || facts.holds(level) || wants;
      const people = before ?? (isDue ? facts.peopleAt(level) : null);
      if (people && !before) {
        steps.push({ level: number, people: [...people], acknowledgedBy: level.acknowledgedBy });
        if (people.length > 0) [wants, notified] = [false, true];
      }
      if (!people && isTimed) nextDueAt = Math.min(nextDueAt, cursor);
      if (!people && !isTimed) waits = true;
      if (isTimed) isEmpty = people !== null && people.length === 0;
    }
    if (nextDueAt !== Number.POSITIVE_INFINITY) return { steps, nextDueAt };
    if (!notified && !taken.has(NOBODY_ELSE)) {
      steps.push({ level: NOBODY_ELSE, people: facts.owners(), acknowledgedBy: 'any' });
      notified = true;
    }
    start = add(cursor, policy.repeatAfter);
  }
  return waits ? { steps } : { steps, nextDueAt: null };
}
