import { z } from 'zod';

/** Mildest first: this order is used by the rollup. */
export const componentStatuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;

export const ComponentStatus = z.enum(componentStatuses);
export type ComponentStatus = z.infer<typeof ComponentStatus>;

export const statusLabels: Record<ComponentStatus, string> = {
  operational: 'Operational',
  under_maintenance: 'Under maintenance',
  degraded_performance: 'Degraded performance',
  partial_outage: 'Partial outage',
  major_outage: 'Major outage',
};

const rank = (status: ComponentStatus) => componentStatuses.indexOf(status);

/** The worst status; operational for an empty list. */
export function worst(statuses: readonly ComponentStatus[]): ComponentStatus {
  return statuses.reduce((a, b) => (rank(b) > rank(a) ? b : a), 'operational');
}
