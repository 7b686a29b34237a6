import type { AlertTexts } from './condition.ts';
import type { RuleSettings } from './rule.ts';

/** Alerts of a rule with the same key belong together. */
export function groupKeyOf(
  { groupBy, groupLabels }: Pick<RuleSettings, 'groupBy' | 'groupLabels'>,
  alert: Pick<AlertTexts, 'groupKey' | 'labels' | 'source'>,
): string {
  if (groupBy === 'rule') return '';
  if (groupBy === 'sender') return `${alert.source.id} ${alert.groupKey}`;
  const value = (name: string) =>
    Object.hasOwn(alert.labels, name) ? (alert.labels[name] ?? '') : '';
  return JSON.stringify(groupLabels.map(value));
}
