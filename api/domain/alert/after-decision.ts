import type { AlertFacts, GroupFacts, GroupTarget, RuleDecision, RuleWorld } from './rule-facts.ts';

/** What a rule made, right after it did. */
const madeBy: Partial<Record<NonNullable<RuleDecision['effect']>, GroupTarget['kind']>> = {
  note: 'note',
  component: 'component',
  draft: 'draft',
  publish: 'incident',
};

const isActing = ({ effect, outcome }: RuleDecision): boolean =>
  outcome === 'dry' || (effect !== null && madeBy[effect] !== undefined);

/** The world after a decision. `id` is the group's, where it opens one. */
export function afterDecision(
  world: RuleWorld,
  alert: AlertFacts,
  made: RuleDecision,
  id: string,
): { world: RuleWorld; groupId: string | null } {
  const { rule, group, closes } = made;
  const left = world.groups.filter((one) => !closes.includes(one.id));
  const isNew = group !== null && 'open' in group;
  const groupId = group === null ? alert.groupId : isNew ? id : group.join;
  const joins = group !== null && groupId !== alert.groupId;
  const opened: GroupFacts[] =
    isNew && rule
      ? [
          {
            ...{ id, ruleId: rule.id, key: group.open, open: 0, lastEndAt: null },
            ...{ isActed: false, isDry: rule.isDry, target: null },
          },
        ]
      : [];
  const kind = made.effect === null ? undefined : madeBy[made.effect];
  const groups = [...left, ...opened].map((one) =>
    one.id === groupId
      ? {
          ...one,
          open: one.open + (joins ? 1 : 0),
          ...(isActing(made) ? { isActed: true } : {}),
          ...(kind ? { target: { kind, isOver: false, isTouched: false } } : {}),
        }
      : one,
  );
  const counts = isActing(made) && rule && isCounted(rule.settings.action);
  const openedAt = counts
    ? new Map(world.openedAt).set(rule.id, [...(world.openedAt.get(rule.id) ?? []), world.now])
    : world.openedAt;
  return { world: { ...world, groups, openedAt }, groupId };
}

const isCounted = (action: string): boolean => action === 'draft' || action === 'publish';
