import type { State } from '../incident/incident.ts';
import { type Impact, impactOf, impacts, maxImpact } from './impact.ts';
import type { ComponentStatus } from './status.ts';

export type Rollup = { indicator: Impact; description: string };

const byImpact: Record<Impact, string> = {
  none: 'All Systems Operational',
  maintenance: 'Service Under Maintenance',
  minor: 'Minor Service Outage',
  major: 'Partial System Outage',
  critical: 'Major System Outage',
};

/**
 * The page's one-line answer, from its leaf components and open incidents. Texts and rules are
 * Statuspage's seven; an open incident raises the answer only where its impact was set by hand.
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
 * What programs read in API v2 while an unsolved incident leaves no trace in it, such as “All Systems
 * Operational”; null where they read of trouble. Components that work again while an incident is
 * monitored, and an impact set by hand, are meant so.
 */
export function rollupBesideOpen(
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
