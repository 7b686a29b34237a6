import { z } from 'zod';
import { ComponentStatus } from '../component/status.ts';
import { RuleRoute } from '../escalation/rule-route.ts';
import { storable } from '../text/characters.ts';
import { singleLine } from '../text/single-line.ts';
import { AlertCondition, isAlwaysTrue } from './condition.ts';

export const ruleActions = ['ignore', 'note', 'page', 'component', 'draft', 'publish'] as const;
export type RuleAction = (typeof ruleActions)[number];

/** What happens once the alerts are over: nothing, a person is asked, or what the rule did is undone. */
export const ruleEndings = ['none', 'propose', 'automatic'] as const;

export const ruleGroupings = ['sender', 'labels', 'rule'] as const;

const whole = (what: string, least: number, most: number) =>
  z
    .number(`${what}: enter a whole number.`)
    .int(`${what}: enter a whole number.`)
    .min(least, `${what}: enter at least ${least}.`)
    .max(most, `${what}: enter at most ${most.toLocaleString('en-US')}.`);

const Text = (most: number) =>
  z
    .string()
    .overwrite((text) => storable(text).trim())
    .max(most, `Use at most ${most.toLocaleString('en-US')} characters.`)
    .default('');

const settings = {
  conditions: z
    .array(AlertCondition)
    .max(20, 'A rule can have at most 20 conditions.')
    .refine(
      (all) => all.some((one) => !isAlwaysTrue(one)),
      'This rule would match every alert. Add a condition, such as a source or a label.',
    ),
  action: z.enum(ruleActions, `Choose one of ${ruleActions.join(', ')}.`),
  /** Alerts of one group get one draft: the sender’s groups, equal values of labels, or all of the rule. */
  groupBy: z.enum(ruleGroupings).default('sender'),
  groupLabels: z
    .array(z.string().trim().min(1).max(100))
    .max(5, 'Group by at most 5 labels.')
    .default([]),
  /** Minutes that an alert must last before anything happens. */
  holdsFor: whole('How long', 0, 1440).default(0),
  /** How many alerts of a group must be open. */
  count: whole('Number of alerts', 1, 1000).default(1),
  components: z
    .array(z.object({ id: z.string().min(1), status: ComponentStatus }))
    .max(50, 'Use at most 50 components.')
    .default([]),
  severity: z.string().nullable().default(null),
  /** Of the incident: texts with the fields of the alert, such as `{{ labels.service }}`. */
  title: singleLine(500, 'The title can have at most 500 characters.').default(''),
  body: Text(5000),
  /** The questions of a draft; null for the first template that fits. */
  templateId: z.string().nullable().default(null),
  resolve: z.enum(ruleEndings, `Choose one of ${ruleEndings.join(', ')}.`).default('propose'),
  /** Minutes that all alerts must be over before the end counts. */
  endsAfter: whole('Time after the end', 0, 1440).default(5),
  /** Drafts and publications in an hour. Alerts beyond it wait. */
  perHour: whole('Limit', 1, 60).default(5),
  /** A problem that came this often in an hour must last ten minutes before anything happens; 0: no limit. */
  flapLimit: whole('Flap limit', 0, 100).default(4),
  /** Whom to page once the rule acts; null for nobody. Rules that are older than this field lack it. */
  route: RuleRoute.nullable().default(null),
};

const needs = ({ action, components, title, groupBy, groupLabels, body, route }: Settings) => ({
  components:
    action === 'component' && components.length === 0 ? 'Choose a component and its status.' : null,
  title: action === 'publish' && title === '' ? 'Enter the title that customers read.' : null,
  body: action === 'publish' && body === '' ? 'Enter the message that customers read.' : null,
  groupLabels:
    groupBy === 'labels' && groupLabels.length === 0 ? 'Enter a label, such as “service”.' : null,
  route: action === 'page' && route === null ? 'Choose whom to page.' : null,
});
type Settings = {
  action: RuleAction;
  components: readonly unknown[];
  title: string;
  body: string;
  groupBy: (typeof ruleGroupings)[number];
  groupLabels: readonly string[];
  route: unknown;
};

/** What a rule looks for, and what it then does. */
export const RuleSettings = z.object(settings).superRefine((given, context) => {
  for (const [field, message] of Object.entries(needs(given)))
    if (message) context.addIssue({ code: 'custom', path: [field], message });
});
export type RuleSettings = z.infer<typeof RuleSettings>;

export const RuleName = singleLine(100, 'The name can have at most 100 characters.').min(
  1,
  'Enter a name, such as “API is down”.',
);

/** `dry`: what it would do is only written down. */
export const ruleModes = ['dry', 'live'] as const;
export type RuleMode = (typeof ruleModes)[number];

/** A rule that publishes runs dry this long before it may be live, in ms. */
export const DRY_RUN = 7 * 24 * 3_600_000;

/** Why a rule may not be live yet; null where it may. `dryFrom`: since when it runs dry as it is now. */
export function whyNotLive(
  { action }: Pick<RuleSettings, 'action'>,
  dryFrom: number | null,
  now: number,
): string | null {
  if (action !== 'publish' || (dryFrom !== null && now - dryFrom >= DRY_RUN)) return null;
  return 'A rule that publishes must run dry for seven days first, unchanged. Let it draft instead, or turn it on later.';
}
