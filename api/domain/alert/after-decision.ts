import type { GroupTarget } from './groups.ts';
import type { AlertFacts, RuleDecision, RuleWorld } from './rule-facts.ts';

/** What a rule made, right after it did. */
const madeBy: Partial<Record<NonNullable<RuleDecision['effect']>, GroupTarget['kind']>> = {
  note: 'note',
  component: 'component',
  draft: 'draft',
  publish: 'incident',
};

/** Whether a rule did its work, or in a dry run would have. */
const isActing = ({ effect, outcome }: RuleDecision): boolean =>
  outcome === 'dry' || (effect !== null && startsWork(effect));

/** True of what is done once the alerts are there, and not at their end. */
export const startsWork = (effect: NonNullable<RuleDecision['effect']>): boolean =>
  effect === 'page' || madeBy[effect] !== undefined;

/** The world after a decision, whose groups change in place. `id` is the group's, where it opens one. */
export function afterDecision(
  world: RuleWorld,
  alert: AlertFacts,
  made: RuleDecision,
  id: string,
): { world: RuleWorld; groupId: string | null } {
  const { rule, group, closes } = made;
  const { groups } = world;
  for (const closed of closes) groups.delete(closed);
  const isNew = group !== null && 'open' in group;
  const groupId = group === null ? alert.groupId : isNew ? id : group.join;
  const joins = group !== null && groupId !== alert.groupId;
  if (isNew && rule)
    groups.set({
      ...{ id, ruleId: rule.id, key: group.open, open: 0, lastEndAt: null },
      ...{ isActed: false, isDry: rule.isDry, target: null },
    });
  const kind = made.effect === null ? undefined : madeBy[made.effect];
  const found = groups.get(groupId);
  if (found)
    groups.set({
      ...{ ...found, open: found.open + (joins ? 1 : 0) },
      ...(isActing(made) ? { isActed: true } : {}),
      ...(kind ? { target: { kind, isOver: false, isTouched: false } } : {}),
    });
  const counts = isActing(made) && rule && isCounted(rule.settings.action);
  const openedAt = counts
    ? new Map(world.openedAt).set(rule.id, [...(world.openedAt.get(rule.id) ?? []), world.now])
    : world.openedAt;
  return { world: { ...world, openedAt }, groupId };
}

const isCounted = (action: string): boolean => action === 'draft' || action === 'publish';
