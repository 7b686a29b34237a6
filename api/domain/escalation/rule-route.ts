import { z } from 'zod';
import type { EscalationPolicy } from './policy.ts';

/** Whom a rule for alerts pages: the levels of a policy, from one on, or who is on call. */
export const RuleRoute = z.discriminatedUnion(
  'type',
  [
    z.object({
      type: z.literal('policy'),
      id: z.string().min(1),
      level: z
        .number('Enter the number of a level, such as 1.')
        .int('Enter the number of a level, such as 1.')
        .min(1, 'Levels are counted from 1.')
        .max(20, 'A policy has at most 20 levels.')
        .default(1),
    }),
    z.object({ type: z.literal('schedule'), id: z.string().min(1) }),
  ],
  'Choose from the list.',
);
export type RuleRoute = z.infer<typeof RuleRoute>;

/** Minutes until the owners are paged after who is on call. */
const OWNERS_AFTER = 15;

type Routed = EscalationPolicy & { id: string };

/**
 * The levels of a route. Its first level is paged at once, the others as much later as the policy
 * says. Null where the policy is deleted.
 */
export function policyOfRoute(route: RuleRoute, policies: readonly Routed[]): Routed | null {
  if (route.type === 'schedule') return scheduleFirst(route.id);
  const policy = policies.find(({ id }) => id === route.id);
  if (!policy) return null;
  const levels = policy.levels.slice(Math.min(route.level, policy.levels.length) - 1);
  const first = levels.find(({ after }) => after !== null)?.after ?? 0;
  return {
    ...policy,
    id: `${policy.id}:${route.level}`,
    levels: levels.map((one) => ({ ...one, after: one.after === null ? null : one.after - first })),
  };
}

/** Who is on call, and then the owners. */
const scheduleFirst = (id: string): Routed => ({
  ...{
    id: `schedule:${id}`,
    name: '',
    repeats: 0,
    repeatAfter: 30,
    severities: [],
    components: [],
  },
  levels: [
    { ...always, after: 0, targets: [{ type: 'schedule', id }] },
    { ...always, after: OWNERS_AFTER, targets: [{ type: 'role', role: 'owners' }] },
  ],
});

const always = {
  ...{ severityAtLeast: null, businessImpact: false },
  acknowledgedBy: 'any' as const,
};

/** A route as one word, for the field of a form. */
export const routeValue = (route: RuleRoute): string =>
  route.type === 'policy' ? `policy:${route.id}:${route.level}` : `schedule:${route.id}`;

/** What `routeValue` wrote; undefined for anything else. */
export function routeIn(value: string): RuleRoute | undefined {
  const [type, id = '', level] = value.split(':');
  if (type === 'policy') return { type, id, level: Number(level) };
  return type === 'schedule' ? { type, id } : undefined;
}
