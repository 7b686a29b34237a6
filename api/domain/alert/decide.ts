import { HOUR, MINUTE } from '../time/time.ts';
import { matchesAlert } from './condition.ts';
import { decideEnd } from './decide-end.ts';
import { groupKeyOf } from './group-key.ts';
import type { GroupFacts } from './groups.ts';
import type { RuleAction } from './rule.ts';
import type {
  AlertFacts,
  AlertOutcome,
  RuleDecision,
  RuleEffect,
  RuleFacts,
  RuleWorld,
} from './rule-facts.ts';

/** A muted alert is looked at again after this long, in ms: maintenance may end earlier or later than planned. */
const MUTED_FOR = 5 * MINUTE;
/** How long a problem that comes and goes must last. */
const STEADY = 10;

/** What happens with an alert now. Pure: the same facts give the same decision. */
export function decide(alert: AlertFacts, world: RuleWorld): RuleDecision {
  if (alert.status === 'resolved') return decideEnd(alert, world);
  const own = world.groups.get(alert.groupId);
  if (own?.isActed)
    return decision(ruleOf(own, world), 'joined', 'Part of a group that was handled.');
  const rule = world.rules.find(
    ({ isEnabled, settings }) => isEnabled && matchesAlert(settings.conditions, alert),
  );
  if (!rule) return decision(null, 'unmatched', 'No rule matches.');
  const { settings } = rule;
  if (settings.action === 'ignore') return decision(rule, 'ignored', 'The rule ignores it.');
  if (settings.components.some(({ id }) => world.maintained.has(id)))
    return decision(rule, 'muted', 'A component is under maintenance.', {
      dueAt: world.now + MUTED_FOR,
    });
  return tooEarly(alert, rule, world) ?? grouped(alert, rule, world, own);
}

const ruleOf = ({ ruleId }: GroupFacts, { rules }: RuleWorld): RuleFacts | null =>
  rules.find(({ id }) => id === ruleId) ?? null;

function tooEarly(alert: AlertFacts, rule: RuleFacts, { now }: RuleWorld): RuleDecision | null {
  const { holdsFor, flapLimit } = rule.settings;
  const flaps = flapLimit > 0 && alert.episodes > flapLimit;
  const minutes = flaps ? Math.max(holdsFor, STEADY) : holdsFor;
  const dueAt = alert.startsAt + minutes * MINUTE;
  if (dueAt <= now) return null;
  return flaps
    ? decision(
        rule,
        'flapping',
        `It came ${alert.episodes} times in an hour, so it must last ${minutes} minutes.`,
        { dueAt },
      )
    : decision(
        rule,
        'waiting',
        `It must last ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
        {
          dueAt,
        },
      );
}

function grouped(
  alert: AlertFacts,
  rule: RuleFacts,
  world: RuleWorld,
  own: GroupFacts | undefined,
): RuleDecision {
  const key = groupKeyOf(rule.settings, alert);
  const found = own?.ruleId === rule.id ? own : world.groups.ofRule(rule.id, key);
  const isGone = found !== undefined && isFinished(found, rule, world.now);
  const group = isGone ? undefined : found;
  const closes = isGone ? [found.id] : [];
  const place = group ? { join: group.id } : { open: key };
  if (group?.isActed)
    return decision(rule, 'joined', 'Joined a group that was handled.', { group: place });
  const open = (group?.open ?? 0) + (group && group.id === alert.groupId ? 0 : 1);
  const { count } = rule.settings;
  if (open < count)
    return decision(rule, 'collecting', `${open} of ${count} alerts are open.`, {
      ...{ group: place, closes },
    });
  const freeAt = capFreeAt(rule, world);
  if (freeAt !== null)
    return decision(
      rule,
      'capped',
      `The rule has reached its limit of ${rule.settings.perHour} an hour.`,
      { dueAt: freeAt, closes },
    );
  return { ...acted(rule), group: place, closes };
}

/** Nothing may join a group whose incident is over, or whose alerts all ended long enough ago. */
const isFinished = (
  { open, lastEndAt, target }: GroupFacts,
  { settings }: RuleFacts,
  now: number,
): boolean =>
  target?.isOver === true ||
  (open === 0 && lastEndAt !== null && lastEndAt + settings.endsAfter * MINUTE <= now);

/** When a rule at its limit may open something again; null where it may now. */
function capFreeAt({ id, settings }: RuleFacts, { now, openedAt }: RuleWorld): number | null {
  if (settings.action !== 'draft' && settings.action !== 'publish') return null;
  const recent = (openedAt.get(id) ?? []).filter((at) => at > now - HOUR).sort((a, b) => a - b);
  const oldest = recent[recent.length - settings.perHour];
  return oldest === undefined ? null : oldest + HOUR;
}

const effects: Record<
  Exclude<RuleAction, 'ignore'>,
  { outcome: AlertOutcome; effect: RuleEffect; did: string; would: string }
> = {
  note: {
    ...{ outcome: 'noted', effect: 'note' },
    ...{ did: 'Noted on the timeline.', would: 'Would note it on the timeline.' },
  },
  page: {
    ...{ outcome: 'paged', effect: 'page' },
    ...{ did: 'Started paging.', would: 'Would page.' },
  },
  component: {
    ...{ outcome: 'component', effect: 'component' },
    ...{ did: 'Set the components’ status.', would: 'Would set the components’ status.' },
  },
  draft: {
    ...{ outcome: 'drafted', effect: 'draft' },
    ...{ did: 'Started a draft.', would: 'Would start a draft.' },
  },
  publish: {
    ...{ outcome: 'published', effect: 'publish' },
    ...{ did: 'Published an incident.', would: 'Would publish an incident.' },
  },
};

function acted(rule: RuleFacts): RuleDecision {
  const { action, route } = rule.settings;
  if (action === 'ignore') return decision(rule, 'ignored', 'The rule ignores it.');
  const { outcome, effect, did, would } = effects[action];
  const pages = route && action !== 'page';
  if (rule.isDry) return decision(rule, 'dry', pages ? `${would} Would page.` : would);
  return decision(rule, outcome, pages ? `${did} Started paging.` : did, { effect });
}

export const decision = (
  rule: RuleFacts | null,
  outcome: AlertOutcome,
  explanation: string,
  rest: Partial<Pick<RuleDecision, 'dueAt' | 'group' | 'closes' | 'effect'>> = {},
): RuleDecision => ({
  ...{ rule, outcome, explanation, dueAt: null, group: null, closes: [], effect: null },
  ...rest,
});
