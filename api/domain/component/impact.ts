import { z } from 'zod';
import type { ComponentStatus } from './status.ts';

/** Mildest first. `maintenance` is for maintenance only and ranks below every outage. */
export const impacts = ['none', 'maintenance', 'minor', 'major', 'critical'] as const;
export const Impact = z.enum(impacts);
export type Impact = z.infer<typeof Impact>;

export const impactLabels: Record<Impact, string> = {
  none: 'No impact',
  maintenance: 'Maintenance',
  minor: 'Minor',
  major: 'Major',
  critical: 'Critical',
};

export const maxImpact = (a: Impact, b: Impact): Impact =>
  impacts.indexOf(a) >= impacts.indexOf(b) ? a : b;

/** As in Statuspage's rollup table: the first matching row wins. */
export function impactOf(statuses: readonly ComponentStatus[]): Impact {
  const has = (s: ComponentStatus) => statuses.includes(s);
  const all = (s: ComponentStatus) => statuses.length > 0 && statuses.every((x) => x === s);
  if (all('major_outage')) return 'critical';
  if (has('major_outage') || all('partial_outage')) return 'major';
  if (has('partial_outage') || has('degraded_performance')) return 'minor';
  if (has('under_maintenance')) return 'maintenance';
  return 'none';
}
