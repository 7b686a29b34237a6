import { type Impact, impactOf, impacts, maxImpact } from '../component/impact.ts';
import type { ComponentStatus } from '../component/status.ts';
import type { State } from './incident.ts';

export type Rollup = { indicator: Impact; description: string };

const byImpact: Record<Impact, string> = {
  none: 'All Systems Operational',
  maintenance: 'Service Under Maintenance',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major System Outage',
};

/**
 * The headline of the page, from its components and open incidents. Texts and rules are
 * Statuspage's seven; an open incident changes it only if its impact was set by hand.
 */
export function rollup(
  leaves: readonly ComponentStatus[],
  openOverrides: readonly Impact[] = [],
): Rollup {
  const indicator = impactOf(leaves);
  if (indicator === 'none' || indicator === 'maintenance') {
    const raised = openOverrides.filter((i) => i !== 'maintenance').reduce(maxImpact, 'none');
    if (impacts.indexOf(raised) > impacts.indexOf(indicator))
      return { indicator: raised, description: byImpact[raised] };
  }
  return { indicator, description: describe(indicator, leaves) };
}

type Open = { state: State; impactOverride: Impact | null };

/**
 * What API v2 reports while an open incident does not change it, such as “All Systems Operational”;
 * otherwise null. Monitored incidents and impacts set by hand are intended.
 */
export function rollupWithOpenIncidents(
  leaves: readonly ComponentStatus[],
  open: readonly Open[],
): string | null {
  const isUnsolved = ({ state, impactOverride }: Open) =>
    (state === 'investigating' || state === 'identified') && impactOverride === null;
  if (!open.some(isUnsolved)) return null;
  const overrides = open.flatMap(({ impactOverride }) => impactOverride ?? []);
  const { indicator, description } = rollup(leaves, overrides);
  return indicator === 'none' || indicator === 'maintenance' ? description : null;
}

function describe(indicator: Impact, leaves: readonly ComponentStatus[]): string {
  if (indicator !== 'minor' || leaves.includes('partial_outage')) return byImpact[indicator];
  const allDegraded = leaves.length > 1 && leaves.every((s) => s === 'degraded_performance');
  return allDegraded ? 'Degraded System Service' : 'Partially Degraded Service';
}
