import { z } from 'zod';
import { escalationRoles } from '../../domain/escalation/policy.ts';

const Target = z
  .looseObject({
    type: z.enum(['schedule', 'person', 'role', 'pagerduty']),
    id: z.string().optional(),
    role: z.enum(escalationRoles).optional(),
  })
  .meta({
    description:
      'Whoever is on call, one member (ID or email address), whoever has a role, or the PagerDuty service that an owner set up in the console. A target without anybody is passed over.',
  });

const level = {
  after: z.number().int().nullish().meta({
    description:
      'Minutes after the incident asked for an acknowledgment; null: only by conditions.',
  }),
  severity_at_least: z
    .string()
    .nullish()
    .meta({ description: 'At once for incidents that are at least as severe.' }),
  business_impact: z
    .boolean()
    .optional()
    .meta({ description: 'At once when somebody says that business is affected.' }),
  targets: z.array(Target).optional(),
  acknowledged_by: z
    .enum(['any', 'all'])
    .optional()
    .meta({ description: 'Whether one of its people must acknowledge, or everybody.' }),
};

const policy = {
  name: z.string(),
  levels: z.array(z.looseObject(level)).meta({
    description: 'In order. A level without anybody takes no time: the next one moves forward.',
  }),
  repeats: z.number().int().min(0).max(9).optional().meta({
    description: 'How often all levels begin again.',
  }),
  repeat_after: z.number().int().optional().meta({
    description: 'Minutes after the last level until they begin again.',
  }),
  severities: z.array(z.string()).optional().meta({ description: 'Which severities it is for.' }),
  components: z.array(z.string()).optional().meta({
    description: 'Which components or groups it is for. Without either list: all other incidents.',
  }),
};

export const PolicyInput = z.object({ escalation_policy: z.looseObject(policy) });
export const PolicyChange = z.object({
  escalation_policy: z.looseObject({
    ...policy,
    name: policy.name.optional(),
    levels: policy.levels.optional(),
  }),
});
export const PolicyRead = z.looseObject({
  id: z.string(),
  ...policy,
  created_at: z.string(),
  updated_at: z.string(),
});
export const PoliciesRead = z.array(PolicyRead);

const hours = {
  time_zone: z.string(),
  days: z
    .array(z.object({ from: z.string(), to: z.string() }).nullable())
    .meta({ description: 'Seven days from Monday on; null for a day off.' }),
  holidays: z.array(z.object({ date: z.string(), name: z.string().optional() })),
};
export const BusinessHoursRead = z.looseObject(hours);
export const BusinessHoursChange = z.object({
  business_hours: z.object(hours).partial(),
});

export const EscalationChange = z.object({
  escalation: z.looseObject({ business_impact: z.boolean() }),
});
export const EscalationRead = z.looseObject({
  policy: z.looseObject({ id: z.string(), name: z.string() }).nullable().meta({
    description: 'null: the standard levels, commander and comms lead and then the owners.',
  }),
  business_impact: z.boolean(),
  escalated_at: z.string().nullable(),
  escalated_by: z.string().nullable(),
});
