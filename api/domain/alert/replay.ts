import { afterDecision } from './after-decision.ts';
import { decide } from './decide.ts';
import { AlertGroups, type GroupFacts } from './groups.ts';
import type { AlertFacts, RuleDecision, RuleFacts, RuleWorld } from './rule-facts.ts';

/** An alert of the past. `seenAt`: when it arrived. */
export type PastAlert = Omit<AlertFacts, 'status' | 'groupId'> & { seenAt: number };

export type ReplayStep = { at: number; alert: PastAlert; decision: RuleDecision };

type Replay = {
  rules: readonly RuleFacts[];
  /** Components under maintenance at an instant. */
  maintainedAt?: (at: number) => ReadonlySet<string>;
  /** Until when, in UTC ms. */
  until: number;
  /** What happens to a group besides alerts, such as that a person changes the draft. */
  meddle?: (groups: readonly GroupFacts[], at: number) => readonly GroupFacts[];
};

/** More decisions than this end a replay: a rule may look at an alert again and again. */
const MAX_STEPS = 20_000;

/** What rules would have done with alerts, at the times when they would have. */
export function replayAlerts(
  alerts: readonly PastAlert[],
  { rules, maintainedAt, until, meddle }: Replay,
): ReplayStep[] {
  const queue = alerts.flatMap((alert) => [
    { at: alert.seenAt, alert, isEnd: false },
    ...(alert.endsAt === null
      ? []
      : [{ at: Math.max(alert.endsAt, alert.seenAt), alert, isEnd: true }]),
  ]);
  const joined = new Map<string, string | null>();
  const over = new Set<string>();
  const steps: ReplayStep[] = [];
  let world: RuleWorld = {
    ...{ now: 0, rules, groups: new AlertGroups([]), openedAt: new Map(), maintained: new Set() },
  };
  for (let n = 0; n < MAX_STEPS; n++) {
    const next = takeFirst(queue);
    if (!next || next.at > until) break;
    const { at, alert, isEnd } = next;
    const groupId = joined.get(alert.id) ?? null;
    if (isEnd && !over.has(alert.id)) {
      over.add(alert.id);
      const group = world.groups.get(groupId);
      if (group) world.groups.set(withEnd(group, at));
    }
    world = { ...world, now: at, maintained: maintainedAt?.(at) ?? new Set() };
    if (meddle) world = { ...world, groups: new AlertGroups(meddle(world.groups.all(), at)) };
    const status = over.has(alert.id) ? 'resolved' : 'firing';
    const made = decide({ ...alert, status, groupId }, world);
    const after = afterDecision(world, { ...alert, status, groupId }, made, `group ${n}`);
    world = after.world;
    joined.set(alert.id, after.groupId);
    steps.push({ at, alert, decision: made });
    if (made.dueAt !== null) queue.push({ at: made.dueAt, alert, isEnd: false });
  }
  return steps;
}

/** The earliest; at one time, in the order in which they were put there. */
function takeFirst<T extends { at: number }>(queue: T[]): T | undefined {
  let first = 0;
  for (let i = 1; i < queue.length; i++)
    if ((queue[i]?.at ?? 0) < (queue[first]?.at ?? 0)) first = i;
  return queue.splice(first, 1)[0];
}

const withEnd = (group: GroupFacts, at: number): GroupFacts => ({
  ...{ ...group, open: group.open - 1, lastEndAt: Math.max(group.lastEndAt ?? 0, at) },
});
