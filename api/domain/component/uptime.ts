import { startOfDay } from '../time/zone.ts';
import { type ComponentStatus, componentStatuses } from './status.ts';

/** Statuses other than operational. Maintenance, the first, does not count as downtime. */
export const outageStatuses = componentStatuses.slice(1) as readonly OutageStatus[]; // the first is operational
export type OutageStatus = Exclude<ComponentStatus, 'operational'>;

/** Percent of a minute in this status that count as downtime. */
export type Weights = Record<Exclude<OutageStatus, 'under_maintenance'>, number>;

/** `known`: recorded time, ms. The others are the time in each status, ms. */
export type DurationTally = { known: number } & Partial<Record<OutageStatus, number>>;

type Interval = { status: ComponentStatus; fromAt: number; toAt: number | null };
/** From `since` on, the component was operational except in these intervals. */
export type TrackedTime = { since: number; intervals: readonly Interval[] };

/**
 * When uptime of a component begins: on its start date, or when it was first mentioned, but not
 * before its record.
 */
export function trackedSince(
  component: { startDate: string | null; createdAt: number; recordedSince: number | null },
  recordedFrom: number | null,
  zone: string,
): number {
  const start = component.startDate
    ? startOfDay(component.startDate, zone)
    : Math.min(component.createdAt, recordedFrom ?? component.createdAt);
  return Math.max(start, component.recordedSince ?? start);
}

/** Time per status in `[from, to)`, which must be in the past. */
export function tallyOf(tracked: TrackedTime, from: number, to: number): DurationTally {
  const begin = Math.max(from, tracked.since);
  const tally: DurationTally = { known: Math.max(0, to - begin) };
  for (const { status, fromAt, toAt } of tracked.intervals) {
    const time = Math.min(to, toAt ?? to) - Math.max(begin, fromAt);
    if (status !== 'operational' && time > 0) tally[status] = (tally[status] ?? 0) + time;
  }
  return tally;
}

/** The sum over several components or days. */
export function sumOf(tallies: readonly DurationTally[]): DurationTally {
  const sum: DurationTally = { known: 0 };
  for (const tally of tallies) {
    sum.known += tally.known;
    for (const status of outageStatuses)
      if (tally[status]) sum[status] = (sum[status] ?? 0) + tally[status];
  }
  return sum;
}

/**
 * Hundredths of a percent, rounded down, so that no outage shows 100%. Null when no time counts:
 * before the component existed, or during maintenance only.
 */
export function uptimeOf(tally: DurationTally, weights: Weights): number | null {
  const counted = tally.known - (tally.under_maintenance ?? 0);
  if (counted <= 0) return null;
  return 10_000 - Math.ceil((lostOf(tally, weights) * 100) / counted);
}

/** Weighted downtime, in percent of a ms, so that it stays an integer. */
const lostOf = (tally: DurationTally, weights: Weights): number =>
  (tally.major_outage ?? 0) * weights.major_outage +
  (tally.partial_outage ?? 0) * weights.partial_outage +
  (tally.degraded_performance ?? 0) * weights.degraded_performance;

/** The worst status, however short: what a day shows. */
export const worstOf = (times: Omit<DurationTally, 'known'>): ComponentStatus =>
  outageStatuses.findLast((status) => (times[status] ?? 0) > 0) ?? 'operational';
