import { MINUTE } from '../time/time.ts';
import type { GroupFacts, GroupTarget } from './groups.ts';
import type {
  AlertFacts,
  AlertOutcome,
  RuleDecision,
  RuleEffect,
  RuleFacts,
  RuleWorld,
} from './rule-facts.ts';

/**
 * What the end of an alert does. Only a rule set to “automatic” undoes anything, and never what a
 * person has changed since: then, as by default, a person is asked.
 */
export function decideEnd(alert: AlertFacts, world: RuleWorld): RuleDecision {
  const group = world.groups.get(alert.groupId);
  const rule = world.rules.find(({ id }) => id === group?.ruleId) ?? null;
  if (!group) return ended(rule, 'The alert is over.');
  if (group.open > 0)
    return ended(
      rule,
      `${group.open} ${group.open === 1 ? 'alert' : 'alerts'} of its group ${group.open === 1 ? 'is' : 'are'} still open.`,
    );
  const lastEndAt = Math.max(group.lastEndAt ?? 0, alert.endsAt ?? 0);
  const dueAt = lastEndAt + (rule?.settings.endsAfter ?? 0) * MINUTE;
  if (dueAt > world.now)
    return { ...ended(rule, 'It must stay away for a while.', 'settling'), dueAt };
  return { ...closing(rule, group), closes: [group.id] };
}

function closing(rule: RuleFacts | null, { isActed, isDry, target }: GroupFacts): RuleDecision {
  if (!isActed || isDry || !target) return ended(rule, 'All alerts of its group are over.');
  if (target.isOver) return ended(rule, 'What the rule started is over already.');
  if (!rule?.isEnabled || rule.isDry || rule.settings.resolve === 'none')
    return ended(rule, 'All alerts of its group are over. The rule leaves the rest to you.');
  if (rule.settings.resolve === 'propose')
    return { ...ended(rule, proposals[target.kind], 'proposed'), effect: proposing[target.kind] };
  if (target.isTouched)
    return {
      ...ended(rule, `Someone changed it since. ${proposals[target.kind]}`, 'proposed'),
      effect: proposing[target.kind],
    };
  return { ...ended(rule, undoings[target.kind], 'undone'), effect: 'undo' };
}

const proposals: Record<GroupTarget['kind'], string> = {
  note: 'All alerts are over.',
  component: 'All alerts are over: set the components’ status back?',
  draft: 'All alerts are over: is the draft still needed?',
  incident: 'All alerts are over: a draft to resolve the incident is ready.',
};

/** Where a proposal is more than the sentence in the inbox. */
const proposing: Record<GroupTarget['kind'], RuleEffect | null> = {
  note: 'propose',
  component: null,
  draft: null,
  incident: 'propose',
};

const undoings: Record<GroupTarget['kind'], string> = {
  note: 'Noted the end on the timeline.',
  component: 'Set the components’ status back.',
  draft: 'Discarded the draft.',
  incident: 'Resolved the incident.',
};

const ended = (
  rule: RuleFacts | null,
  explanation: string,
  outcome: AlertOutcome = 'ended',
): RuleDecision => ({
  ...{ rule, outcome, explanation, dueAt: null, group: null, closes: [], effect: null },
});
