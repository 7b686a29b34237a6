import { HOUR } from '../../time/time.ts';
import { afterDecision } from '../after-decision.ts';
import { decide } from '../decide.ts';
import { AlertGroups, type GroupFacts } from '../groups.ts';
import type { AlertFacts, RuleDecision, RuleFacts, RuleWorld } from '../rule-facts.ts';
import { DueAlerts } from './due-alerts.ts';
import { GroupMembers } from './group-members.ts';

/** `arrive` changes alerts, and returns those that are new or have another status since. */
export type Arrival<A extends AlertFacts> = { at: number; arrive: () => readonly A[] };

export type PlayedStep<A extends AlertFacts> = { at: number; alert: A; decision: RuleDecision };

export type Play = {
  rules: readonly RuleFacts[];
  /** Components under maintenance at an instant. */
  maintainedAt?: ((at: number) => ReadonlySet<string>) | undefined;
  /** Until when, in UTC ms. */
  until: number;
  /** What happens to a group besides alerts, such as that a person changes the draft. */
  meddle?: ((groups: readonly GroupFacts[], at: number) => readonly GroupFacts[]) | undefined;
};

/**
 * What rules do with alerts that arrive one by one: the live decisions with a simulated clock, at
 * each arrival and at each full minute. Arrivals are in the order of their times.
 */
export function* playAlerts<A extends AlertFacts>(
  arrivals: readonly Arrival<A>[],
  { rules, maintainedAt, until, meddle }: Play,
): Generator<PlayedStep<A>> {
  const due = new DueAlerts<A>();
  const members = new GroupMembers();
  let world: RuleWorld = {
    ...{ now: 0, rules, groups: new AlertGroups([]), openedAt: new Map(), maintained: new Set() },
  };
  let made = 0;

  function* decideDue(now: number): Generator<PlayedStep<A>> {
    const all = due.take(now);
    if (all.length === 0) return;
    world = {
      ...{ ...world, now, maintained: maintainedAt?.(now) ?? new Set() },
      openedAt: within(world.openedAt, now - HOUR),
    };
    for (const alert of all) {
      if (meddle) world = { ...world, groups: new AlertGroups(meddle(world.groups.all(), now)) };
      const decision = decide(alert, world);
      const after = afterDecision(world, alert, decision, `group ${++made}`);
      world = after.world;
      const left = alert.groupId;
      alert.groupId = after.groupId;
      members.move(alert, left);
      if (decision.dueAt !== null) due.add(alert, decision.dueAt);
      yield { at: now, alert, decision };
    }
    countMembers();
  }

  function* ticks(before: number): Generator<PlayedStep<A>> {
    for (let at = due.next(); at !== null && at < before; at = due.next()) yield* decideDue(at);
  }

  /** As the database counts between two runs of the rules. */
  function countMembers(): void {
    for (const [id, counted] of members.takeChanged()) {
      const group = world.groups.get(id);
      if (group) world.groups.set({ ...group, ...counted });
    }
  }

  for (const { at, arrive } of arrivals) {
    if (at > until) break;
    yield* ticks(at);
    for (const alert of arrive()) {
      due.add(alert, at);
      members.change(alert);
    }
    countMembers();
    yield* decideDue(at);
  }
  yield* ticks(until + 1);
}

/** Times after `since`. */
function within(openedAt: RuleWorld['openedAt'], since: number): RuleWorld['openedAt'] {
  const isOld = [...openedAt.values()].some(([first]) => first !== undefined && first <= since);
  return isOld
    ? new Map([...openedAt].map(([id, times]) => [id, times.filter((at) => at > since)]))
    : openedAt;
}
