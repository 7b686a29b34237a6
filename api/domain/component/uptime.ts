import { startOfDay } from '../time/zone.ts';
import { type ComponentStatus, componentStatuses } from './status.ts';

/** What a status that is not operational is worth: maintenance, the first, is not counted at all. */
export const troubles = componentStatuses.slice(1) as readonly Trouble[]; // the first is operational
export type Trouble = Exclude<ComponentStatus, 'operational'>;

/** How many per cent of a minute are lost by a minute in this status. */
export type Weights = Record<Exclude<Trouble, 'under_maintenance'>, number>;

/** `known`: how long there was a record at all. Of that, in ms, what was not operational. */
export type Tally = { known: number } & Partial<Record<Trouble, number>>;

type Stretch = { status: ComponentStatus; fromAt: number; toAt: number | null };
/** From `since` on a component was operational, unless one of its stretches says otherwise. */
export type TrackedTime = { since: number; stretches: readonly Stretch[] };

/** From when a component's time counts: the day it was given, or when it was first heard of; not before its record. */
export function trackedSince(
  component: { startDate: string | null; createdAt: number; recordedSince: number | null },
  recordedFrom: number | null,
  zone: string,
): number {
  const born = component.startDate
    ? startOfDay(component.startDate, zone)
    : Math.min(component.createdAt, recordedFrom ?? component.createdAt);
  return Math.max(born, component.recordedSince ?? born);
}

/** What became of the time in `[from, to)`, which is past. */
export function tallyOf(life: TrackedTime, from: number, to: number): Tally {
  const begin = Math.max(from, life.since);
  const tally: Tally = { known: Math.max(0, to - begin) };
  for (const { status, fromAt, toAt } of life.stretches) {
    const time = Math.min(to, toAt ?? to) - Math.max(begin, fromAt);
    if (status !== 'operational' && time > 0) tally[status] = (tally[status] ?? 0) + time;
  }
  return tally;
}

/** Of several components, or of several days: their time taken together. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum: Tally = { known: 0 };
  for (const tally of tallies) {
    sum.known += tally.known;
    for (const status of troubles)
      if (tally[status]) sum[status] = (sum[status] ?? 0) + tally[status];
  }
  return sum;
}

/**
 * Hundredths of a per cent, rounded down: the least outage never reads 100 %. Null where no time
 * counts: before the component existed, or while it was under maintenance throughout.
 */
export function uptimeOf(tally: Tally, weights: Weights): number | null {
  const counted = tally.known - (tally.under_maintenance ?? 0);
  if (counted <= 0) return null;
  return 10_000 - Math.ceil((lostOf(tally, weights) * 100) / counted);
}

/** Weighted, in per cents of a ms, so that it is a whole number. */
const lostOf = (tally: Tally, weights: Weights): number =>
  (tally.major_outage ?? 0) * weights.major_outage +
  (tally.partial_outage ?? 0) * weights.partial_outage +
  (tally.degraded_performance ?? 0) * weights.degraded_performance;

/** The worst that it was, however short: what a day shows. */
export const worstOf = (times: Omit<Tally, 'known'>): ComponentStatus =>
  troubles.findLast((status) => (times[status] ?? 0) > 0) ?? 'operational';
