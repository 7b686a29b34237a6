import { z } from 'zod';

/** Roles that a level can notify; `owners` are the page's. */
export const escalationRoles = [
  'commander',
  'comms_lead',
  'tech_lead',
  'scribe',
  'owners',
] as const;

/** Whom a level notifies: who is on call, one member, who has a role, or the page’s PagerDuty service. */
export const EscalationTarget = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('schedule'), id: z.string().min(1) }),
    z.object({ type: z.literal('person'), id: z.string().min(1) }),
    z.object({ type: z.literal('role'), role: z.enum(escalationRoles) }),
    z.object({ type: z.literal('pagerduty') }),
  ],
  'Choose from the list.',
);
export type EscalationTarget = z.infer<typeof EscalationTarget>;

const wholeMinutes = 'Enter whole minutes, such as 15.';
const Minutes = z
  .number(wholeMinutes)
  .int(wholeMinutes)
  .min(0, wholeMinutes)
  .max(10_080, 'Enter at most 10,080 minutes (one week).');

/**
 * A level is reached after its minutes, or at once where a condition holds: `severityAtLeast`, or the
 * incident's business impact. Without minutes, only by its conditions.
 */
export const PolicyLevel = z
  .object({
    /** Minutes after the incident required an acknowledgment. */
    after: Minutes.nullable().default(null),
    severityAtLeast: z
      .string()
      .regex(/^SEV\d$/, 'Choose from the list.')
      .nullable()
      .default(null),
    businessImpact: z.boolean().default(false),
    targets: z.array(EscalationTarget).max(20, 'Use at most 20 recipients in a level.').default([]),
    /** Whether one person's acknowledgment is enough, or everybody's is needed. */
    acknowledgedBy: z.enum(['any', 'all']).default('any'),
  })
  .refine(
    ({ after, severityAtLeast, businessImpact }) =>
      after !== null || severityAtLeast || businessImpact,
    {
      path: ['after'],
      message: 'Say when: after some minutes, from a severity on, or with business impact.',
    },
  );
export type PolicyLevel = z.infer<typeof PolicyLevel>;

/** Whom an incident that nobody acknowledges notifies, level by level. */
export const EscalationPolicy = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(80, 'A name can have at most 80 characters.'),
  levels: z
    .array(PolicyLevel)
    .min(1, 'Add at least one level.')
    .max(20, 'Use at most 20 levels.')
    .superRefine((levels, issues) => {
      const timed = levels.flatMap(({ after }, i) => (after === null ? [] : [{ i, after }]));
      for (const [n, { i, after }] of timed.entries())
        if (after < (timed[n - 1]?.after ?? 0))
          issues.addIssue({
            code: 'custom',
            path: [i, 'after'],
            message: 'Put the levels in order: this one comes before the level above it.',
          });
    }),
  /** How often all levels begin again, and minutes after the last one. */
  repeats: z.number('Enter a whole number.').int('Enter a whole number.').min(0).max(9).default(0),
  repeatAfter: Minutes.min(1, 'Enter at least 1 minute.').default(30),
  /** Severities and components or groups that it is for; both empty: for all others. */
  severities: z
    .array(z.string().regex(/^SEV\d$/, 'Choose from the list.'))
    .max(10)
    .default([]),
  components: z.array(z.string()).max(200).default([]),
});
export type EscalationPolicy = z.infer<typeof EscalationPolicy>;

type Scope = Pick<EscalationPolicy, 'severities' | 'components'>;

/**
 * The policy of an incident: of those whose severities and components match it, the most specific,
 * and of those the first. `components` has the groups of its components too.
 */
export function policyFor<T extends Scope>(
  policies: readonly T[],
  incident: { severity: string | null; components: readonly string[] },
): T | null {
  const matching = policies.filter(
    ({ severities, components }) =>
      (severities.length === 0 ||
        (incident.severity !== null && severities.includes(incident.severity))) &&
      (components.length === 0 || components.some((id) => incident.components.includes(id))),
  );
  const weight = ({ severities, components }: T) =>
    (components.length > 0 ? 2 : 0) + (severities.length > 0 ? 1 : 0);
  return matching.toSorted((a, b) => weight(b) - weight(a))[0] ?? null;
}
