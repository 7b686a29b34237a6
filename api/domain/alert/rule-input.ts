import { z } from 'zod';
import { RuleName, RuleSettings, ruleModes } from './rule.ts';

const Mode = z.enum(ruleModes, `Choose one of ${ruleModes.join(', ')}.`);

export const NewAlertRule = z.object({
  name: RuleName,
  mode: Mode.default('dry'),
  enabled: z.boolean().optional(),
  settings: RuleSettings,
});
export type NewAlertRule = z.infer<typeof NewAlertRule>;

/** Absent fields keep their value; settings are replaced as a whole. */
export const AlertRuleEdit = z.object({
  name: RuleName.optional(),
  mode: Mode.optional(),
  enabled: z.boolean().optional(),
  settings: RuleSettings.optional(),
  expectedRevision: z.number().int().optional(),
});
export type AlertRuleEdit = z.infer<typeof AlertRuleEdit>;
