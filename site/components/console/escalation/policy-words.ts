import type { EscalationPolicy, PolicyLevel } from '../../../../api/domain/escalation/policy.ts';
import type { PolicyOptions } from '../../../../api/reads/escalation/policies.ts';
import { targetKey } from '../../../../api/reads/escalation/policies.ts';
import { formatMinutes } from '../../../../templates/words.ts';

const either = new Intl.ListFormat('en', { type: 'disjunction' });
const both = new Intl.ListFormat('en');

/** When a level is reached: “After 5 minutes, or at once from SEV1 on”. */
export function describeWhen({ after, severityAtLeast, businessImpact }: PolicyLevel): string {
  const ways = [
    after === null ? '' : after === 0 ? 'at once' : `after ${formatMinutes(after)}`,
    after === 0 ? '' : severityAtLeast && `at once from ${severityAtLeast} on`,
    after === 0 || !businessImpact ? '' : 'at once with business impact',
  ].filter((way) => way !== '' && way !== null);
  const words = either.format(ways.map(String));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whom it notifies, and whether all of them must acknowledge. */
export function describePeople(level: PolicyLevel, { targets }: PolicyOptions): string {
  const names = level.targets.map(
    (one) =>
      targets.find(([key]) => key === targetKey(one))?.[1] ??
      (one.type === 'schedule'
        ? 'a removed schedule'
        : one.type === 'pagerduty'
          ? 'PagerDuty (not set up)'
          : 'a former member'),
  );
  if (names.length === 0) return 'nobody: skipped';
  return `${both.format(names)}${level.acknowledgedBy === 'all' && names.length > 0 ? ' (everyone must acknowledge)' : ''}`;
}

/** Which incidents a policy is for. */
export function describePolicyScope(
  { severities, components }: Pick<EscalationPolicy, 'severities' | 'components'>,
  options: PolicyOptions,
): string {
  const names = components.map(
    (id) => options.components.find((one) => one.id === id)?.name ?? 'a removed component',
  );
  const parts = [
    severities.length > 0 && either.format(severities),
    names.length > 0 && either.format(names),
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'All other incidents' : `Incidents of ${parts.join(', affecting ')}`;
}

/** How often it begins again. */
export const describeRepeat = ({
  repeats,
  repeatAfter,
}: Pick<EscalationPolicy, 'repeats' | 'repeatAfter'>): string =>
  repeats === 0
    ? 'Not repeated'
    : `Repeated ${repeats === 1 ? 'once' : `${repeats} times`}, ${formatMinutes(repeatAfter)} after the last level`;
