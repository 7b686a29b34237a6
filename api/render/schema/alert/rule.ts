import { z } from 'zod';
import { conditionFields, conditionOperators } from '../../../domain/alert/condition.ts';
import { ruleActions, ruleEndings, ruleGroupings, ruleModes } from '../../../domain/alert/rule.ts';
import { alertOutcomes } from '../../../domain/alert/rule-facts.ts';
import { componentStatuses } from '../../../domain/component/status.ts';
import { RuleRoute } from '../../../domain/escalation/rule-route.ts';
import { describedText } from '../text.ts';

const described = <T extends z.ZodType>(schema: T, description: string) =>
  schema.meta({ description });

const Settings = z.looseObject({
  conditions: described(
    z.array(
      z.object({
        field: z.enum(conditionFields),
        name: z.string().optional(),
        op: z.enum(conditionOperators),
        value: z.string(),
      }),
    ),
    'All must hold. `name` is that of a label or an annotation. Letters match in either case.',
  ),
  action: z.enum(ruleActions),
  group_by: described(z.enum(ruleGroupings).optional(), 'Alerts of a group are handled once.'),
  group_labels: z.array(z.string()).optional(),
  holds_for: described(z.int().optional(), 'Minutes that an alert must last.'),
  count: described(z.int().optional(), 'How many alerts of a group must be open.'),
  components: z.array(z.object({ id: z.string(), status: z.enum(componentStatuses) })).optional(),
  severity: z.string().nullish(),
  title: describedText('With fields of the alert, such as {{ labels.service }}.'),
  body: describedText('The same, for the message.'),
  template_id: z.string().nullish(),
  route: described(
    RuleRoute.nullish(),
    'Whom to page: an escalation policy from a level on, or who is on call in a schedule.',
  ),
  resolve: z.enum(ruleEndings).optional(),
  ends_after: described(z.int().optional(), 'Minutes that all alerts must be over.'),
  per_hour: described(z.int().optional(), 'Drafts and publications in an hour. Others wait.'),
  flap_limit: described(
    z.int().optional(),
    'Times in an hour; beyond it, a problem must last ten minutes. 0: no limit.',
  ),
});

export const AlertRuleInput = z.object({
  alert_rule: z.looseObject({
    name: z.string(),
    mode: described(
      z.enum(ruleModes).optional(),
      '`dry` by default: nothing happens but an entry.',
    ),
    enabled: z.boolean().optional(),
    settings: Settings,
  }),
});

export const AlertRuleChange = z.object({
  alert_rule: z.looseObject({
    name: z.string().optional(),
    mode: z.enum(ruleModes).optional(),
    enabled: z.boolean().optional(),
    position: described(z.int().optional(), 'The place in the list, from 1.'),
    settings: described(Settings.partial().optional(), 'Those that are left out stay.'),
  }),
});

export const AlertRuleRead = z.looseObject({
  id: z.string(),
  name: z.string(),
  position: z.int(),
  mode: z.enum(ruleModes),
  dry_since: z.string().nullable(),
  enabled: z.boolean(),
  revision: z.int(),
  created_by: z.string(),
  settings: Settings,
  created_at: z.string(),
  updated_at: z.string(),
});
export const AlertRulesRead = z.array(AlertRuleRead);

export const AlertReplayRead = z.looseObject({
  alerts: z.int(),
  matched: z.int(),
  counts: z.record(z.string(), z.int()),
  steps: z.array(
    z.object({
      at: z.string(),
      alert_id: z.string(),
      title: z.string(),
      outcome: z.enum(alertOutcomes),
      explanation: z.string(),
    }),
  ),
});
